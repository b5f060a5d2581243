namespace Concierge.Application.Access;

/// <summary>Representation of a new service key, with its secret.</summary>
public sealed record IssuedServiceKeyDto : ServiceKeyDto
{
    /// <summary>The secret. It cannot be retrieved again.</summary>
    public required string Key { get; init; }
}
