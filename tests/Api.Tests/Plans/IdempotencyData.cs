namespace Concierge.Api.Tests.Plans;

/// <summary>Stored responses of the plan tests.</summary>
internal static class IdempotencyData
{
    /// <summary>
    /// 100,000 responses for the keys 1 to 100000. The first expires one second after the start of 2099, each other one second later.
    /// </summary>
    public const string Sql = """
        INSERT INTO idempotency_records (id, fingerprint, response, expires_at)
        SELECT sha256(n::text::bytea), sha256('fingerprint'), sha256('response'),
               timestamptz '2099-01-01T00:00:00Z' + n * interval '1 second'
        FROM generate_series(1, 100000) n;
        """;
}
