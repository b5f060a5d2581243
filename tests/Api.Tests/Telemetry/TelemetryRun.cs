namespace Concierge.Api.Tests.Telemetry;

/// <summary>The tests of one run of the program with a collector and with Prometheus.</summary>
[CollectionDefinition]
public sealed class TelemetryRun : ICollectionFixture<TelemetryExportTests.Run>;
