namespace Concierge.Domain.Services;

/// <summary>Types of the events of services.</summary>
public static class ServiceEvents
{
    public const string Created = "service.created";

    public const string Updated = "service.updated";

    public const string Deleted = "service.deleted";
}
