using Concierge.Clients.NSwag;

// The walk of NSwag's client through the main features, against a new server in Development mode (CONCIERGE_URL).
var run = Guid.NewGuid().ToString("N")[..8];
var (ann, bob, service) = ($"ann-{run}", $"bob-{run}", $"service-{run}");
using var http = new HttpClient();
var client = new Client(http) { BaseUrl = $"{Environment.GetEnvironmentVariable("CONCIERGE_URL")}/v1" };

var created = await client.CreateUserAsync(null, null, new() { Id = ann, Name = "Ann" });
Expect((ann, UserStatus.Active), (created.Id, created.Status));
await client.CreateUserAsync(null, null, new() { Id = bob, Name = "Bob" });

var sent = await client.SendMessageAsync(null, null, new() { Sender_id = ann, Recipient_id = bob, Body = "Hi Bob" });
Expect(("Hi Bob", null, 0), (sent.Body, sent.Edited_at, sent.Liked_by.Count));
Expect(bob, (await client.LikeMessageAsync(sent.Id, bob, null)).Liked_by.Single());
Expect("Hi Bob", (await client.GetConversationAsync(ann, bob, null, null)).Last_message?.Body);
await client.DeleteMessageAsync(sent.Id, null, null, null);
var deleted = (await client.ListMessagesAsync(null, true, 1, null, ann)).Items.Single();
Expect((sent.Id, null, true), (deleted.Id, deleted.Body, deleted.Deleted_at is not null));
Expect(null, (await client.GetConversationAsync(ann, bob, null, null)).Last_message);

await client.CreateServiceAsync(null, null, new() { Id = service, Name = "Cleaning" });
var noon = new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
var order = await OrderAsync($"first-{run}", noon);
Expect((noon, 49.95m), (order.Datetime, order.Totalfee));
var conflict = await ConflictAsync($"second-{run}", noon.AddHours(1));
Expect(("order_conflict", "PT3H", noon.AddHours(3)), (conflict.Code, conflict.Window, conflict.Next_available));
Expect((order.Id, 3600m), conflict.Conflicts.Single() is var other ? (other.Order_id, other.Gap_seconds) : default);
Expect("order_exists", (await ConflictAsync(order.Id, noon.AddMonths(1))).Code);
var batch = await client.ChangeOrdersAsync(
    null, null, new() { Operations = [new() { Op = "delete", Id = order.Id }] });
Expect(null, batch.Results.Single().Order);

var sms = await client.QueueSmsAsync(null, null, new() { Recipient_phone = "5555550001", Message_body = "Hi" });
Expect((SmsStatus.Queued, null), (sms.Status, sms.Error));
Console.WriteLine("ok  nswag");

Task<Order> OrderAsync(string id, DateTimeOffset datetime) => client.CreateOrderAsync(
    null, null, null, new() { Id = id, Datetime = datetime, Totalfee = 49.95m, Services = [new() { Id = service }] });

async Task<OrderConflictProblem> ConflictAsync(string id, DateTimeOffset datetime)
{
    try
    {
        await OrderAsync(id, datetime);
    }
    catch (ApiException<OrderConflictProblem> exception)
    {
        return exception.Result;
    }

    throw new InvalidOperationException("Accepted.");
}

static void Expect<T>(T expected, T actual)
{
    if (!EqualityComparer<T>.Default.Equals(expected, actual))
    {
        throw new InvalidOperationException($"{actual} instead of {expected}.");
    }
}
