using Concierge.Domain.Common;
using Concierge.Domain.Users;
using Concierge.Infrastructure.Persistence;
using Npgsql;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Users;

/// <summary>Runs statements that change something in the name of a user.</summary>
internal static class ActorStatements
{
    /// <summary>
    /// Runs a statement that locks the acting user in share mode and changes something if there is none, or an active one. The lock makes a
    /// deactivation wait, so nothing is changed after it returned.
    /// </summary>
    /// <param name="context">The context.</param>
    /// <param name="sql">The statement. Returns the status of the acting user, NULL for none, and whether it changed something.</param>
    /// <param name="parameters">The parameters before the id of the acting user, which is the last one and NULL for a backend.</param>
    /// <param name="actor">The actor.</param>
    /// <param name="cancellationToken">Cancels the statement.</param>
    /// <returns>Whether something was changed, or <see cref="UserErrors.Deactivated"/>.</returns>
    public static async Task<Result<bool>> ChangeAsActorAsync(
        this ConciergeDbContext context, string sql, NpgsqlParameter[] parameters, Actor actor, CancellationToken cancellationToken)
    {
        var rows = await context.QueryAsync(
            sql,
            [.. parameters, Value(actor.User?.Value)],
            static row => (Status: row.Read<string>(0), IsChanged: row.GetBoolean(1)),
            cancellationToken);
        var (status, isChanged) = rows.Single();
        return status is null or "active" ? isChanged : UserErrors.Deactivated;
    }
}
