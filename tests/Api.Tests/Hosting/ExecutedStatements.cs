using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using Concierge.Infrastructure.Postgres;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Api.Tests.Hosting;

/// <summary>
/// Statements that the product sends to PostgreSQL, as passed to the driver. There is one entry for each round trip, with its statements
/// and their parameters.
/// </summary>
internal sealed class ExecutedStatements
{
    /// <summary>Listens to the traces of the driver, which calls the enrichment callbacks only for traced commands.</summary>
    static ExecutedStatements() => ActivitySource.AddActivityListener(new ActivityListener
    {
        ShouldListenTo = source => source.Name == "Npgsql",
        Sample = (ref _) => ActivitySamplingResult.AllData,
    });

    public ConcurrentQueue<Statement[]> RoundTrips { get; } = new();

    /// <summary>Gets the round trips of one trace.</summary>
    public IEnumerable<Statement[]> Of(ActivityTraceId trace) => RoundTrips.Where(statements => statements[0].Trace == trace);

    /// <summary>Records the statements of a program.</summary>
    public void Watch(IWebHostBuilder builder) => builder.ConfigureTestServices(services => services.Configure<DatabaseOptions>(
        options => options.Configure = driver => driver.ConfigureTracing(traced => traced
            .ConfigureCommandEnrichmentCallback(
                (activity, command) => RoundTrips.Enqueue([new(command.CommandText, Copy(command.Parameters), activity.TraceId)]))
            .ConfigureBatchEnrichmentCallback((activity, batch) => RoundTrips.Enqueue(
                [.. batch.BatchCommands.Cast<DbBatchCommand>()
                    .Select(command => new Statement(command.CommandText, Copy(command.Parameters), activity.TraceId))])))));

    private static (string Name, object Value)[] Copy(DbParameterCollection parameters) =>
        [.. parameters.Cast<DbParameter>().Select(parameter => (parameter.ParameterName.TrimStart('@'), parameter.Value!))];

    /// <param name="Sql">Text of the statement.</param>
    /// <param name="Parameters">Parameters by name, or without names in the order of $1, $2 and so on.</param>
    /// <param name="Trace">Trace of the request or of the background work.</param>
    internal sealed record Statement(string Sql, (string Name, object Value)[] Parameters, ActivityTraceId Trace);
}
