using Concierge.Domain.Access;

namespace Concierge.Application.Access;

/// <summary>The service keys, for reading them.</summary>
public interface IServiceKeyReader
{
    /// <summary>At most <paramref name="count"/> keys older than <paramref name="before"/>, newest first, revoked ones included.</summary>
    Task<IReadOnlyList<ServiceKeyDto>> ListAsync(ServiceKeyId before, int count, CancellationToken cancellationToken);

    /// <summary>Whether any key is not revoked.</summary>
    Task<bool> HasAnyGoodAsync(CancellationToken cancellationToken);
}
