using Concierge.Domain.Common;

namespace Concierge.Application.Pipeline;

/// <summary>The changes of one use case, saved together.</summary>
public interface IUnitOfWork
{
    /// <summary>
    /// Saves every change or none. What the database refuses (a unique index, a foreign key) comes back as the domain's error.
    /// </summary>
    /// <exception cref="ConcurrentChangeException">Something that was loaded has changed since.</exception>
    Task<Result> SaveAsync(CancellationToken cancellationToken);

    /// <summary>Forgets everything that was loaded, so that a use case can be run again on what is stored now.</summary>
    void Reset();
}

/// <summary>What was loaded changed before it could be acted on. <see cref="ConcurrentChangeBehavior{TRequest,TResponse}"/> runs the use case again.</summary>
public sealed class ConcurrentChangeException(Exception? inner = null) : Exception("What was loaded changed before it could be acted on.", inner);
