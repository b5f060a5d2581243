using Concierge.Domain.Audit;

namespace Concierge.Application.Audit;

/// <summary>Reads audit records.</summary>
public interface IAuditReader
{
    /// <summary>Lists at most <paramref name="count"/> records older than <paramref name="before"/>, newest first.</summary>
    /// <param name="target">Target of the records; null for every target.</param>
    /// <param name="caller">Name of the caller; null for every caller.</param>
    /// <param name="before">Id after the first item.</param>
    /// <param name="count">Maximum number of items.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<IReadOnlyList<AuditRecordDto>> ListAsync(
        string? target, string? caller, AuditRecordId before, int count, CancellationToken cancellationToken);
}
