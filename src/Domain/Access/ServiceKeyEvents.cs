namespace Concierge.Domain.Access;

/// <summary>Types of the events of service keys.</summary>
public static class ServiceKeyEvents
{
    public const string Created = "service_key.created";

    public const string Revoked = "service_key.revoked";

    public const string Expired = "service_key.expired";
}
