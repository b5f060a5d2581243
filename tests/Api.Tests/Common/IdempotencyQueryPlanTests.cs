using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Concierge.Api.Tests.Hosting;
using Concierge.Infrastructure.Idempotency;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Concierge.Api.Tests.Common;

public sealed class IdempotencyQueryPlanTests(IdempotencyPlanFixture api)
    : IdempotencyQueryPlanRules(api), IClassFixture<IdempotencyPlanFixture>;

public sealed class IdempotencyQueryPlanWithoutStatisticsTests(UnknownIdempotencyPlanFixture api)
    : IdempotencyQueryPlanRules(api), IClassFixture<UnknownIdempotencyPlanFixture>;

/// <summary>The lookup of a stored response costs the same however many are stored. So does the deletion of expired ones.</summary>
public abstract class IdempotencyQueryPlanRules(IdempotencyPlanFixture api)
{
    private const string Table = "idempotency_records";

    [Theory]
    [InlineData("777", 1)]
    [InlineData("nothing", 0)]
    public async Task Claim_WhateverIsKept_ReadsOneRow(string key, int rows)
    {
        var plans = await api.ExplainAsync(services => services.GetRequiredService<IIdempotencyStore>()
            .ClaimAsync(SHA256.HashData(Encoding.UTF8.GetBytes(key)), TestContext.Current.CancellationToken));

        plans.AssertReadInOrder("pk_idempotency_records");
        plans.AssertExamined(Table, rows);
    }

    [Theory]
    [InlineData("2099-01-01T00:00:00Z", 0)]
    [InlineData("2099-01-01T00:16:40Z", 1000)]
    public async Task Sweep_WhenSomeAreExpired_ReadsThemAlone(string now, int rows)
    {
        var sweeper = api.Services.GetServices<IHostedService>().OfType<IdempotencySweeper>().Single();

        var plans = await api.ExplainAsync(
            _ => sweeper.SweepAsync(TestContext.Current.CancellationToken),
            DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture));

        plans.AssertReadInOrder("ix_idempotency_records_expires_at");
        plans.AssertExamined(Table, rows);
    }
}

/// <summary>100,000 answers, each of which is kept for a second longer than the one before it, from 2099 on.</summary>
public class IdempotencyPlanFixture(TestDatabases databases) : ExplainingFixture(databases)
{
    protected override string Statistics => "SET default_statistics_target = 300; ANALYZE idempotency_records;";

    protected override Regex Grows { get; } = new(@"\bidempotency_records\b");

    protected override string Data => """
        -- No statistics by themselves.
        ALTER TABLE idempotency_records SET (autovacuum_enabled = off);

        INSERT INTO idempotency_records (id, fingerprint, response, expires_at)
        SELECT sha256(n::text::bytea), sha256('fingerprint'), sha256('response'),
               timestamptz '2099-01-01T00:00:00Z' + n * interval '1 second'
        FROM generate_series(1, 100000) n;
        """;
}

/// <summary>The same answers, of which PostgreSQL knows nothing yet.</summary>
public sealed class UnknownIdempotencyPlanFixture(TestDatabases databases) : IdempotencyPlanFixture(databases)
{
    protected override string Statistics => "";
}
