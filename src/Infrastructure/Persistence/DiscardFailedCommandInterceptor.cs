using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Concierge.Infrastructure.Persistence;

/// <summary>
/// Prevents the reuse of failed commands. If a connection breaks while Npgsql 10.0 prepares a command automatically,
/// <c>NpgsqlBatchCommand.Reset</c> leaves
/// <c>IsPreparing</c> set. The next statement of the recycled command then expects messages that the server does not send, and responses on
/// that connection are attributed to the wrong commands. A related report: https://github.com/npgsql/npgsql/issues/6391.
/// </summary>
internal sealed class DiscardFailedCommandInterceptor : DbCommandInterceptor
{
    public override void CommandFailed(DbCommand command, CommandErrorEventData eventData) => Discard(command);

    public override Task CommandFailedAsync(
        DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Discard(command);
        return Task.CompletedTask;
    }

    public override void CommandCanceled(DbCommand command, CommandEndEventData eventData) => Discard(command);

    public override Task CommandCanceledAsync(
        DbCommand command, CommandEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Discard(command);
        return Task.CompletedTask;
    }

    /// <summary>A connection recycles only the commands that refer to it.</summary>
    private static void Discard(DbCommand command) => command.Connection = null;
}
