namespace Concierge.Api.Tests.Plans;

/// <summary>Services and orders of the plan tests.</summary>
internal static class OrderData
{
    /// <summary>
    /// 200 services and 100,000 orders, four at each of 25,000 instants three hours apart. In scope Service, no more would fit. Of each
    /// four, the first is for s000, the second for one of s001 to s098, the third for one of s100 to s149, and the fourth for one of s150
    /// to s197. Each first order is also for another one of s100 to s149. Three of the fourth orders are also for s199. There are no orders
    /// for s099 and s198. The order of the ids differs from the order of the times.
    /// </summary>
    public const string Sql = """
        INSERT INTO services (id, name, created_at, updated_at, version)
        SELECT 's' || lpad(i::text, 3, '0'), 'Service ' || i, now(), now(), 1 FROM generate_series(0, 199) i;

        CREATE TEMP TABLE placed AS
        SELECT 'o' || md5(i::text || '/' || j::text) AS id, timestamptz '2030-01-01T00:00:00Z' + i * interval '3 hours' AS at,
               ARRAY(SELECT 's' || lpad(n::text, 3, '0') FROM unnest(CASE j
                   WHEN 0 THEN ARRAY[0, 100 + (i + 25) % 50]
                   WHEN 1 THEN ARRAY[1 + i % 98]
                   WHEN 2 THEN ARRAY[100 + i % 50]
                   ELSE CASE WHEN i IN (1000, 2500, 4000) THEN ARRAY[150 + i % 48, 199] ELSE ARRAY[150 + i % 48] END END) AS n) AS services
        FROM generate_series(0, 24999) i, generate_series(0, 3) j;

        INSERT INTO orders (id, datetime, total_fee, service_ids, service_names, created_at, updated_at, version)
        SELECT id, at, 100, services, (SELECT jsonb_object_agg(s, 'Service') FROM unnest(services) s), now(), now(), 1
        FROM placed ORDER BY md5(id);
        INSERT INTO service_uses (order_id, service_id, datetime) SELECT id, unnest(services), at FROM placed ORDER BY md5(id);
        INSERT INTO order_slots (order_id, scope_key, during)
        SELECT order_id, service_id,
               int8range((extract(epoch FROM datetime) * 1000)::bigint, (extract(epoch FROM datetime) * 1000)::bigint + 10800000)
        FROM service_uses;
        """;
}
