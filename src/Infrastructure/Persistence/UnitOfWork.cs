using System.Collections.Frozen;
using Concierge.Application.Common;
using Concierge.Domain.Common;
using Concierge.Domain.Orders;
using Concierge.Domain.Sms;
using Concierge.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Concierge.Infrastructure.Persistence;

internal sealed class UnitOfWork(ConciergeDbContext context) : IUnitOfWork
{
    /// <summary>What the domain calls the refusal of each constraint that a client can run into.</summary>
    private static readonly FrozenDictionary<string, Error> Refusals = new Dictionary<string, Error>
    {
        ["pk_users"] = UserErrors.Exists,
        ["pk_services"] = ServiceErrors.Exists,
        ["fk_service_uses_services_service_id"] = ServiceErrors.InUse,
        ["fk_sms_messages_sms_keys_sealed_with"] = SmsErrors.KeyRetired,
    }.ToFrozenDictionary();

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
            when (exception.InnerException is PostgresException { ConstraintName: { } constraint } && Refusals.TryGetValue(constraint, out var error))
        {
            // What was refused must not be saved with whatever comes next.
            Reset();
            return error;
        }
    }

    public void Reset() => context.ChangeTracker.Clear();
}
