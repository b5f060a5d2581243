using Concierge.Domain.Access;

namespace Concierge.Application.Access;

/// <summary>Reads service keys.</summary>
public interface IServiceKeyReader
{
    /// <summary>
    /// Lists at most <paramref name="count"/> keys older than <paramref name="before"/>, newest first, including revoked keys.
    /// </summary>
    Task<IReadOnlyList<ServiceKeyDto>> ListAsync(ServiceKeyId before, int count, CancellationToken cancellationToken);

    /// <summary>Gets whether any key is active.</summary>
    Task<bool> HasAnyGoodAsync(CancellationToken cancellationToken);
}
