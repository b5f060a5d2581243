using Concierge.Api.OpenApi.Metadata;

namespace Concierge.Api.Orders;

/// <summary>Examples of orders for the OpenAPI document.</summary>
internal sealed class OrderExamples : IOpenApiExamples
{
    public IReadOnlyDictionary<string, string> BySchema { get; } = new Dictionary<string, string>
    {
        ["Order"] = """
            {
              "id": "223", "datetime": "2022-11-01T11:11:11.111Z", "totalfee": 100, "services": [{ "id": "123", "name": "Inspection" }],
              "metadata": { "table": "7" },
              "created_at": "2026-11-21T09:30:00.000Z", "updated_at": "2026-11-21T09:30:00.000Z"
            }
            """,
        ["CreateOrderRequest"] =
            """{ "id": "223", "datetime": "2022-11-01T11:11:11.111Z", "totalfee": 100, "services": [{ "id": "123" }] }""",
        ["UpdateOrderRequest"] =
            """{ "datetime": "2022-11-01T15:00:00+01:00", "totalfee": 99.95, "services": [{ "id": "123" }, { "id": "789" }] }""",
        ["Availability"] = """
            {
              "free": [
                { "from": "2022-11-01T00:00:00.000Z", "to": "2022-11-01T08:11:11.111Z" },
                { "from": "2022-11-01T14:11:11.111Z", "to": "2022-11-02T00:00:00.000Z" }
              ]
            }
            """,
        ["NextAvailability"] = """{ "next_available": "2022-11-01T14:11:11.111Z" }""",
        ["OrderOperationsRequest"] = """
            {
              "operations": [
                {
                  "op": "update",
                  "order": { "id": "223", "datetime": "2022-11-02T11:11:11.111Z", "totalfee": 100, "services": [{ "id": "123" }] }
                },
                { "op": "delete", "id": "224" }
              ]
            }
            """,
        ["OrderOperationResults"] = """
            {
              "results": [
                {
                  "order": {
                    "id": "223", "datetime": "2022-11-02T11:11:11.111Z", "totalfee": 100,
                    "services": [{ "id": "123", "name": "Inspection" }], "metadata": {},
                    "created_at": "2026-11-21T09:30:00.000Z", "updated_at": "2026-11-22T09:30:00.000Z"
                  },
                  "etag": "\"0b5c7d3d1f0e4f1c9a51c5a7f3d1b2a4-2.0f3a5c7e9b1d2f4a6c8e0b1d\""
                },
                { "order": null, "etag": null }
              ]
            }
            """,
        ["OrderConflictProblem"] = """
            {
              "type": "/problems/order-conflict", "title": "Another order is within three hours", "status": 409,
              "detail": "Order 223 at 2022-11-01T11:11:11.111Z is 1:00:00 away; orders that share a service must be 3 hours apart.",
              "instance": "/v1/orders", "code": "order_conflict", "trace_id": "389d7b7994faa438141c358ea1be2edb", "window": "PT3H",
              "requested": "2022-11-01T12:11:11.111Z",
              "conflicts": [{ "order_id": "223", "datetime": "2022-11-01T11:11:11.111Z", "service_ids": ["123"], "gap_seconds": 3600 }],
              "next_available": "2022-11-01T14:11:11.111Z", "previous_available": "2022-11-01T08:11:11.111Z"
            }
            """,
    };
}
