using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using Concierge.Infrastructure.Postgres;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Api.Tests.Hosting;

/// <summary>
/// Statements that the product sends to PostgreSQL, as the driver gets them: one entry for each round trip, with its statements and their
/// parameters.
/// </summary>
internal sealed class ExecutedStatements
{
    /// <summary>The driver calls the enrichment callbacks only if a listener samples its spans.</summary>
    static ExecutedStatements() => ActivitySource.AddActivityListener(new ActivityListener
    {
        ShouldListenTo = source => source.Name == "Npgsql",
        Sample = (ref _) => ActivitySamplingResult.AllData,
    });

    public ConcurrentQueue<Statement[]> RoundTrips { get; } = new();

    /// <summary>Gets the round trips of one trace.</summary>
    public IEnumerable<Statement[]> Of(ActivityTraceId trace) => RoundTrips.Where(statements => statements[0].Trace == trace);

    /// <summary>Listens to the driver of a program.</summary>
    public void Watch(IWebHostBuilder builder) => builder.ConfigureTestServices(services => services.Configure<DatabaseOptions>(
        options => options.Configure = driver => driver.ConfigureTracing(traced => traced
            .ConfigureCommandEnrichmentCallback(
                (activity, command) => RoundTrips.Enqueue([Of(command.CommandText, command.Parameters, activity)]))
            .ConfigureBatchEnrichmentCallback((activity, batch) => RoundTrips.Enqueue(
                [.. batch.BatchCommands.Cast<DbBatchCommand>()
                    .Select(command => Of(command.CommandText, command.Parameters, activity))])))));

    private static Statement Of(string sql, DbParameterCollection parameters, Activity activity) =>
        new(sql, Copy(parameters), activity.TraceId, IsRoot: activity.ParentSpanId == default);

    private static (string Name, object Value)[] Copy(DbParameterCollection parameters) =>
        [.. parameters.Cast<DbParameter>().Select(parameter => (parameter.ParameterName.TrimStart('@'), parameter.Value!))];

    /// <param name="Sql">The SQL.</param>
    /// <param name="Parameters">The parameters by name, or in the order $1, $2 and so on if they have no names.</param>
    /// <param name="Trace">Trace of the statement: that of a request, or its own.</param>
    /// <param name="IsRoot">Whether the span of the statement has no parent.</param>
    internal sealed record Statement(string Sql, (string Name, object Value)[] Parameters, ActivityTraceId Trace, bool IsRoot);
}
