using Concierge.Domain.Common;

namespace Concierge.Application.Pipeline;

/// <summary>The changes of one use case.</summary>
public interface IUnitOfWork
{
    /// <summary>
    /// Saves all changes or none. Maps violations of known constraints (unique indexes, foreign keys) to errors of the domain.
    /// </summary>
    /// <exception cref="ConcurrentChangeException">A loaded row has changed since.</exception>
    Task<Result> SaveAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Runs work in one transaction, or in a part of the transaction that there is. If the work fails or throws, nothing of it is stored.
    /// </summary>
    Task<TResult> InTransactionAsync<TResult>(Func<Task<TResult>> work, CancellationToken cancellationToken)
        where TResult : IFailable<TResult>;

    /// <summary>Discards everything that was loaded or added, so that the use case can run again.</summary>
    void Reset();
}
