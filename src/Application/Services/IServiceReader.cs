using Concierge.Domain.Services;

namespace Concierge.Application.Services;

/// <summary>The services, for reading them.</summary>
public interface IServiceReader
{
    /// <summary>The service, or null.</summary>
    Task<ServiceDto?> GetAsync(ServiceId id, CancellationToken cancellationToken);

    /// <summary>At most <paramref name="count"/> services after <paramref name="after"/>, by id.</summary>
    Task<IReadOnlyList<ServiceDto>> ListAsync(ServiceId? after, int count, CancellationToken cancellationToken);
}
