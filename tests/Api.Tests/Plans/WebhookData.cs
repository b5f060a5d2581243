namespace Concierge.Api.Tests.Plans;

/// <summary>Deliveries and attempts of the plan tests.</summary>
internal static class WebhookData
{
    /// <summary>An endpoint with 100,000 deliveries. It is disabled, so that nothing is sent.</summary>
    public static readonly Guid Endpoint = new("01900000-0000-7000-8000-0000000000aa");

    /// <summary>
    /// A delivery for each of the positions 1 to 100,000. Every 100th one failed, every 100th one is pending since the start of 2099 or
    /// later. Each has one attempt.
    /// </summary>
    public static readonly string Sql = $"""
        INSERT INTO webhook_endpoints
            (id, url, types, scopes, description, status, status_reason, position, next_at, failing_since, failures, created_at, updated_at,
             stamp, version)
        VALUES ('{Endpoint}', 'https://shop.example/', NULL, ARRAY['admin'], '', 'disabled', 'requested', 0, '2099-01-01T00:00:00Z', NULL,
                0, '2099-01-01T00:00:00Z', '2099-01-01T00:00:00Z', '{Endpoint}', 1);
        INSERT INTO webhook_deliveries (endpoint_id, position, status, attempts, due_at, updated_at)
        SELECT '{Endpoint}', n, CASE n % 100 WHEN 1 THEN 'failed' WHEN 2 THEN 'pending' ELSE 'delivered' END, 1,
               CASE n % 100 WHEN 2 THEN timestamptz '2099-01-01T00:00:00Z' + n * interval '1 second' END, '2099-01-01T00:00:00Z'
        FROM generate_series(1, 100000) n;
        INSERT INTO webhook_attempts (endpoint_id, id, position, number, trigger, at, duration_ms, status_code, error)
        SELECT '{Endpoint}', ('03c00000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, n, 1, 'schedule', '2099-01-01T00:00:00Z', 5,
               CASE WHEN n % 100 < 3 THEN 500 ELSE 204 END, CASE WHEN n % 100 < 3 THEN 'http_status' END
        FROM generate_series(1, 100000) n;
        """;
}
