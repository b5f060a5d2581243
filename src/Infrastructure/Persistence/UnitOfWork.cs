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
            await context.SaveChangesAsync(cancellationToken);
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

    public async Task<Result> InTransactionAsync(Func<Task<Result>> work, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var result = await work();
        if (result.IsSuccess)
        {
            await transaction.CommitAsync(cancellationToken);
        }

        return result;
    }

    public void Reset() => context.ChangeTracker.Clear();
}
