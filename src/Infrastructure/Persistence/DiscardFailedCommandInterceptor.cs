using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Concierge.Infrastructure.Persistence;

/// <summary>
/// Keeps commands that failed from being used again. Npgsql 10.0 gives a command back that a dead connection kept from being prepared as if it still were to be,
/// and from then on takes the answers on that connection for those to other questions.
/// </summary>
internal sealed class DiscardFailedCommandInterceptor : DbCommandInterceptor
{
    public override void CommandFailed(DbCommand command, CommandErrorEventData eventData) => Discard(command);

    public override Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Discard(command);
        return Task.CompletedTask;
    }

    public override void CommandCanceled(DbCommand command, CommandEndEventData eventData) => Discard(command);

    public override Task CommandCanceledAsync(DbCommand command, CommandEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Discard(command);
        return Task.CompletedTask;
    }

    /// <summary>A connection keeps its own commands only.</summary>
    private static void Discard(DbCommand command) => command.Connection = null;
}
