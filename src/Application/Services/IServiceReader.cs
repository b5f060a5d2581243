using Concierge.Domain.Services;

namespace Concierge.Application.Services;

/// <summary>Reads services.</summary>
public interface IServiceReader
{
    /// <summary>Gets the service, or null if it does not exist.</summary>
    Task<ServiceDto?> GetAsync(ServiceId id, CancellationToken cancellationToken);

    /// <summary>
    /// Lists at most <paramref name="count"/> services after <paramref name="after"/>, ordered by id; null starts at the beginning.
    /// </summary>
    Task<IReadOnlyList<ServiceDto>> ListAsync(ServiceId? after, int count, CancellationToken cancellationToken);
}
