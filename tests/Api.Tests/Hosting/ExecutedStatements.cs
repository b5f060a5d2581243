using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using Concierge.Infrastructure.Postgres;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Api.Tests.Hosting;

/// <summary>
/// Statements that the product sends to PostgreSQL, as the driver gets them. There is one entry for each round trip, with its statements
/// and their parameters.
/// </summary>
internal sealed class ExecutedStatements
{
    /// <summary>The driver tells of a command only where somebody traces it.</summary>
    static ExecutedStatements() => ActivitySource.AddActivityListener(new ActivityListener
    {
        ShouldListenTo = source => source.Name == "Npgsql",
        Sample = (ref _) => ActivitySamplingResult.AllData,
    });

    public ConcurrentQueue<Statement[]> RoundTrips { get; } = new();

    /// <summary>The round trips that belong to one trace.</summary>
    public IEnumerable<Statement[]> Of(ActivityTraceId trace) => RoundTrips.Where(statements => statements[0].Trace == trace);

    /// <summary>Listens to the driver of a program.</summary>
    public void Watch(IWebHostBuilder builder) => builder.ConfigureTestServices(services => services.Configure<DatabaseOptions>(
        options => options.Configure = driver => driver.ConfigureTracing(traced => traced
            .ConfigureCommandEnrichmentCallback(
                (activity, command) => RoundTrips.Enqueue([new(command.CommandText, Copy(command.Parameters), activity.TraceId)]))
            .ConfigureBatchEnrichmentCallback((activity, batch) => RoundTrips.Enqueue(
                [.. batch.BatchCommands.Cast<DbBatchCommand>()
                    .Select(command => new Statement(command.CommandText, Copy(command.Parameters), activity.TraceId))])))));

    private static (string Name, object Value)[] Copy(DbParameterCollection parameters) =>
        [.. parameters.Cast<DbParameter>().Select(parameter => (parameter.ParameterName.TrimStart('@'), parameter.Value!))];

    /// <param name="Sql">Its text.</param>
    /// <param name="Parameters">By name, or, where they have none, in the order of $1, $2 and so on.</param>
    /// <param name="Trace">The trace that it belongs to: a request's own, or that of what the product does by itself.</param>
    internal sealed record Statement(string Sql, (string Name, object Value)[] Parameters, ActivityTraceId Trace);
}
