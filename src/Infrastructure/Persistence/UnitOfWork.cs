using System.Collections.Frozen;
using Concierge.Application.Pipeline;
using Concierge.Domain.Common;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Concierge.Infrastructure.Persistence;

internal sealed class UnitOfWork(ConciergeDbContext context, IEnumerable<ConstraintError> constraintErrors) : IUnitOfWork
{
    private readonly FrozenDictionary<string, Error> refusals = constraintErrors.ToFrozenDictionary(
        error => error.Constraint, error => error.Error);

    public async Task<Result> SaveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await context.SaveWithEventsAsync(cancellationToken);
            return Result.Success;
        }
        catch (DbUpdateConcurrencyException exception)
        {
            throw new ConcurrentChangeException(exception);
        }
        catch (DbUpdateException exception)
            when (exception.InnerException is PostgresException { ConstraintName: { } constraint }
                && refusals.TryGetValue(constraint, out var error))
        {
            // The next save must not repeat the refused changes.
            Reset();
            return error;
        }
    }

    public async Task<TResult> InTransactionAsync<TResult>(Func<Task<TResult>> work, CancellationToken cancellationToken)
        where TResult : IFailable<TResult>
    {
        const string Before = "work";
        if (context.Database.CurrentTransaction is not { } current)
        {
            await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
            var result = await work();
            if (result.Errors.Count == 0)
            {
                await transaction.CommitAsync(cancellationToken);
            }

            return result;
        }

        await current.CreateSavepointAsync(Before, cancellationToken);
        var isStored = false;
        try
        {
            var result = await work();
            isStored = result.Errors.Count == 0;
            return result;
        }
        finally
        {
            if (!isStored)
            {
                await current.RollbackToSavepointAsync(Before, cancellationToken);
            }
        }
    }

    public void Reset() => context.ChangeTracker.Clear();
}
