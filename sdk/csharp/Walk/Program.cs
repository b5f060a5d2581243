using System.IO.Pipelines;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Concierge.Client;

// Tests the main features against a running server (CONCIERGE_URL, and CONCIERGE_KEY if the server requires one). Exits with 1 at the first
// unexpected response. Each run uses new ids.
var address = new Uri(Environment.GetEnvironmentVariable("CONCIERGE_URL") ?? "http://127.0.0.1:8000");
var key = Environment.GetEnvironmentVariable("CONCIERGE_KEY");
var client = new ConciergeClient(address, key);
var run = Guid.NewGuid().ToString("N")[..8];
var (ann, bob, cleaning, testing) = ($"ann-{run}", $"bob-{run}", $"cleaning-{run}", $"testing-{run}");

try
{
    await WalkAsync(UsersAsync);
    await WalkAsync(MessagesAsync);
    await WalkAsync(ConversationsAsync);
    await WalkAsync(OrdersAsync);
    await WalkAsync(SmsAsync);
    await WalkAsync(ListsAsync);
    await WalkAsync(BrokenStreamsAsync);
    await WalkAsync(FeedAsync);
    await WalkAsync(RetriesAsync);
    Webhooks();
    return 0;
}
catch (Exception exception) when (exception is Deviation or ConciergeException or HttpRequestException)
{
    await Console.Error.WriteLineAsync(exception.ToString());
    return 1;
}

async Task UsersAsync()
{
    Expect("ok", ((Health)await client.GetReadinessAsync()).Status);

    var created = await client.CreateUserAsync(
        new() { Id = ann, Name = "Ann", Metadata = new Dictionary<string, string> { ["team"] = "blue" } });
    Expect(201, created.StatusCode);
    Expect(ann, created.Result.Id);
    Expect("blue", created.Result.Metadata?["team"]);
    Expect(UserStatus.Active, created.Result.Status);
    await client.CreateUserAsync(new() { Id = bob, Name = $"Bob {run}" });
    await RefusedAsync(409, "user_exists", () => client.CreateUserAsync(new() { Id = ann, Name = "Ann" }));

    User renamed = await client.ChangeUserAsync(bob, new() { Name = $"Bob Brown {run}" }, ifMatch: (await client.GetUserAsync(bob)).ETag);
    Expect($"Bob Brown {run}", renamed.Name);
    UserPage found = await client.ListUsersAsync(q: $"BROWN {run}");
    Expect(bob, found.Items.Single().Id);
    Expect(null, found.NextCursor);

    var missing = await RefusedAsync(404, "user_not_found", () => client.GetUserAsync($"nobody-{run}"));
    Expect(true, missing.Problem!.TraceId.Length > 0);
    var invalid = await RefusedAsync(400, "validation_failed", () => client.CreateUserAsync(new() { Name = " " }));
    Expect("/name", invalid.Problem!.Errors!.Single().Pointer);
}

async Task FeedAsync()
{
    var before = (await client.GetChangesAsync()).Result;
    var followed = $"followed-{run}";
    await client.CreateUserAsync(new() { Id = followed, Name = "Follow" });
    await client.ChangeUserAsync(followed, new() { Name = "Followed" });

    List<string> seen = [];
    await foreach (var change in client.FollowEventsAsync(before.NextAfter, ["user.created", "user.updated"], followed))
    {
        seen.Add(change.Type);
        if (change is UserUpdatedEvent updated)
        {
            Expect(2, updated.Data.Version);
            break;
        }
    }

    Expect("user.created user.updated", string.Join(' ', seen));
    var expired = await ThrownAsync(async () =>
    {
        await foreach (var change in client.FollowEventsAsync("zzzz-1"))
        {
            throw new Deviation($"The event {change.Id} follows an id that is gone.");
        }
    });
    Expect(("resume_point_expired", "feed_restored"), (expired.Code, expired.ExpiredResumePoint?.Reason));
}

async Task MessagesAsync()
{
    var hello = new SendMessageRequest { SenderId = ann, RecipientId = bob, Body = "Hi Bob" };
    var sent = await client.SendMessageAsync(hello, idempotencyKey: $"hello-{run}");
    var again = await client.SendMessageAsync(hello, idempotencyKey: $"hello-{run}");
    var id = sent.Result.Id;
    Expect(201, sent.StatusCode);
    Expect((false, true, id), (sent.IsReplayed, again.IsReplayed, again.Result.Id));
    await RefusedAsync(
        422, "idempotency_key_reused",
        () => client.SendMessageAsync(new() { SenderId = ann, RecipientId = bob, Body = "Hi" }, idempotencyKey: $"hello-{run}"));
    await RefusedAsync(
        404, "user_not_found", () => client.SendMessageAsync(new() { SenderId = ann, RecipientId = $"nobody-{run}", Body = "Hi" }));

    var read = await client.GetMessageAsync(id);
    Expect(("Hi Bob", null), (read.Result.Body, read.Result.EditedAt));
    Expect(true, (DateTimeOffset.UtcNow - read.Result.CreatedAt).Duration() < TimeSpan.FromHours(1));
    Expect(304, (await ThrownAsync(() => client.GetMessageAsync(id, ifNoneMatch: read.ETag))).StatusCode);

    await RefusedAsync(403, "not_the_sender", () => client.EditMessageAsync(id, new() { Body = "Hi Ann" }, xUserId: bob));
    var edited = await client.EditMessageAsync(id, new() { Body = "Hi Bob!" }, xUserId: ann, ifMatch: read.ETag);
    Expect(("Hi Bob!", true), (edited.Result.Body, edited.Result.EditedAt is not null));
    await RefusedAsync(412, "etag_mismatch", () => client.EditMessageAsync(id, new() { Body = "Late" }, ifMatch: read.ETag));

    Expect(
        (201, bob), ((await client.LikeMessageAsync(id, bob)) is { } liked ? (liked.StatusCode, liked.Result.LikedBy.Single()) : default));
    Expect(200, (await client.LikeMessageAsync(id, bob)).StatusCode);
    Expect(204, (await client.UnlikeMessageAsync(id, bob)).StatusCode);

    Message second = await client.SendMessageAsync(new() { SenderId = bob, RecipientId = ann, Body = "Hi Ann" });
    await client.DeleteMessageAsync(second.Id, xUserId: bob);
    await RefusedAsync(404, "message_not_found", () => client.GetMessageAsync(second.Id));
    MessagePage withDeleted = await client.ListMessagesAsync(includeDeleted: true, limit: 1, xUserId: ann);
    Expect(
        (second.Id, null, true),
        withDeleted.Items.Single() is { } deleted ? (deleted.Id, deleted.Body, deleted.DeletedAt is not null) : default);
}

async Task ConversationsAsync()
{
    var bodies = new[] { "Hi Bob!", "one", "two", "three", "four" };
    foreach (var body in bodies.Skip(1))
    {
        await client.SendMessageAsync(new() { SenderId = ann, RecipientId = bob, Body = body });
    }

    var seen = await client.EnumerateConversationMessagesAsync(bob, ann, order: SortOrder.Asc, limit: 2).ToListAsync();
    Expect(string.Join(", ", bodies), string.Join(", ", seen.Select(message => message.Body)));
    await RefusedAsync(400, "cursor_invalid", () => client.ListConversationMessagesAsync(bob, ann, cursor: "nonsense"));

    ConversationPage conversations = await client.ListConversationsAsync(bob);
    Expect((ann, "four", 5), conversations.Items.Single() is { } one ? (one.Peer.Id, one.LastMessage?.Body, one.UnreadCount) : default);
    ReadMarker marker = await client.MarkConversationReadAsync(bob, ann, new() { UpTo = seen[2].Id });
    Expect((seen[2].Id, 2), (marker.LastReadMessageId, marker.UnreadCount));
    PeerPage contacts = await client.ListContactsAsync(bob);
    Expect(ann, contacts.Items.Single().Id);
}

async Task OrdersAsync()
{
    await client.CreateServiceAsync(new() { Id = cleaning, Name = "Cleaning" });
    Service renamed = await client.CreateServiceAsync(new() { Id = testing, Name = "Trial" });
    renamed = await client.UpdateServiceAsync(renamed.Id, new() { Name = "Testing" });
    Expect("Testing", renamed.Name);

    var visit = new DateTimeOffset(2030, 6, 1, 12, 0, 0, TimeSpan.FromHours(2));
    var first = await client.CreateOrderAsync(new() { Datetime = visit, Totalfee = 49.95m, Services = [new() { Id = cleaning }] });
    Expect((201, 49.95m, visit), (first.StatusCode, first.Result.Totalfee, first.Result.Datetime));

    var late = new CreateOrderRequest
    {
        Datetime = visit.AddHours(1),
        Totalfee = 100,
        Services = [new() { Id = cleaning }, new() { Id = testing }],
    };
    var problem = (await RefusedAsync(409, "order_conflict", () => client.CreateOrderAsync(late))).OrderConflict!;
    Expect(("PT3H", visit.AddHours(3)), (problem.Window, problem.NextAvailable));
    Expect((first.Result.Id, 3600), problem.Conflicts.Single() is { } other ? (other.OrderId, other.GapSeconds) : default);

    // The interval in which the first order conflicts.
    Availability availability = await client.GetAvailabilityAsync(visit.AddHours(-6), visit.AddHours(6), [cleaning, testing]);
    Expect((visit.AddHours(-3), visit.AddHours(3)), (availability.Free[0].To, availability.Free[1].From));

    late.Datetime = problem.NextAvailable!.Value;
    Order second = await client.CreateOrderAsync(late);
    late.Id = second.Id;
    Expect(null, (await RefusedAsync(409, "order_exists", () => client.CreateOrderAsync(late))).OrderConflict);
    Expect("Cleaning, Testing", string.Join(", ", second.Services.Select(service => service.Name)));
    Order moved = await client.UpdateOrderAsync(
        first.Result.Id, new() { Datetime = visit.AddMinutes(-30), Totalfee = 50, Services = [new() { Id = cleaning }] },
        ifMatch: first.ETag);
    Expect(visit.AddMinutes(-30), moved.Datetime);
    await RefusedAsync(412, "etag_mismatch", () => client.DeleteOrderAsync(moved.Id, ifMatch: first.ETag));

    // from is inclusive; here it is the same instant in another time zone.
    OrderPage listed = await client.ListOrdersAsync(
        from: moved.Datetime.ToOffset(TimeSpan.FromHours(-7)), to: second.Datetime, serviceId: cleaning);
    Expect(moved.Id, listed.Items.Single().Id);
    await RefusedAsync(409, "service_in_use", () => client.DeleteServiceAsync(cleaning));
    await client.DeleteOrderAsync(moved.Id);
    await RefusedAsync(404, "order_not_found", () => client.GetOrderAsync(moved.Id));
}

async Task SmsAsync()
{
    SmsPreview preview = await client.PreviewSmsAsync(new() { RecipientPhone = "5555550001", MessageBody = "Your visit costs 20 €." });
    Expect(("+15555550001", "GSM-7", 1), (preview.RecipientPhone, preview.Encoding, preview.Segments));
    await RefusedAsync(400, "phone_invalid", () => client.PreviewSmsAsync(new() { RecipientPhone = "12", MessageBody = "Hi" }));

    SmsMessage now = await client.QueueSmsAsync(new() { RecipientPhone = "5555550001", MessageBody = "Your visit costs 20 €." });
    Expect((SmsStatus.Queued, null), (now.Status, now.SendAt));
    SmsMessage read = await client.GetSmsAsync(now.MessageId);
    Expect((now.MessageBody, SmsStatus.Queued), (read.MessageBody, read.StatusHistory[0].Status));

    SmsMessage later = await client.SendSmsAsync(
        new()
        {
            RecipientPhone = "+4915555550001",
            MessageBody = "Happy new year!",
            SendAt = new(
            2099, 1, 1, 0, 0, 0, TimeSpan.FromHours(1))
        });
    Expect((SmsStatus.Scheduled, new DateTimeOffset(2098, 12, 31, 23, 0, 0, TimeSpan.Zero)), (later.Status, later.SendAt!.Value));
    SmsMessagePage scheduled = await client.ListSmsAsync(status: SmsStatus.Scheduled, recipientPhone: "+4915555550001", limit: 1);
    Expect(later.MessageId, scheduled.Items.Single().MessageId);
    SmsMessage canceled = await client.CancelSmsAsync(later.MessageId);
    Expect((SmsStatus.Canceled, true), (canceled.Status, canceled.IsFinal));
    await RefusedAsync(409, "sms_not_cancelable", () => client.CancelSmsAsync(later.MessageId));
}

async Task ListsAsync()
{
    await ExpectSameAsync(client.EnumerateUsersAsync(limit: 1), client.StreamUsersAsync(), user => user.Id);
    await ExpectSameAsync(client.EnumerateContactsAsync(bob), client.StreamContactsAsync(bob), user => user.Id);
    await ExpectSameAsync(client.EnumerateMessagesAsync(limit: 1), client.StreamMessagesAsync(), message => message.Id);
    await ExpectSameAsync(client.EnumerateConversationsAsync(bob), client.StreamConversationsAsync(bob), one => one.Id);
    await ExpectSameAsync(
        client.EnumerateConversationMessagesAsync(bob, ann, SortOrder.Asc, includeDeleted: true, limit: 1),
        client.StreamConversationMessagesAsync(bob, ann, SortOrder.Asc, includeDeleted: true), message => message.Id);
    await ExpectSameAsync(client.EnumerateServicesAsync(limit: 1), client.StreamServicesAsync(), service => service.Id);
    var from = new DateTimeOffset(2030, 6, 1, 0, 0, 0, TimeSpan.FromHours(2));
    await ExpectSameAsync(
        client.EnumerateOrdersAsync(from, serviceId: cleaning), client.StreamOrdersAsync(from, serviceId: cleaning), order => order.Id);
    await ExpectSameAsync(
        client.EnumerateSmsAsync(status: SmsStatus.Canceled), client.StreamSmsAsync(status: SmsStatus.Canceled), sms => sms.MessageId);
    await client.MintUserTokenAsync(ann);
    await ExpectSameAsync(client.EnumerateUserTokensAsync(ann), client.StreamUserTokensAsync(ann), token => token.Id);
    await ExpectSameAsync(client.EnumerateServiceKeysAsync(), client.StreamServiceKeysAsync(), key => key.Id);

    UserPage first = await client.ListUsersAsync(limit: 1);
    var rest = await client.StreamUsersAsync(cursor: first.NextCursor).ToListAsync();
    Expect(rest.Count + 1, (await client.EnumerateUsersAsync().ToListAsync()).Count);

    await RefusedAsync(404, "user_not_found", async () => await client.EnumerateContactsAsync($"nobody-{run}").ToListAsync());
    await RefusedAsync(404, "user_not_found", async () => await client.StreamContactsAsync($"nobody-{run}").ToListAsync());
    await RefusedAsync(400, "cursor_invalid", async () => await client.StreamUsersAsync(cursor: "nonsense").ToListAsync());
}

// Responses that a server sends only when something fails.
async Task BrokenStreamsAsync()
{
    const string Line =
        """{"id":"1","name":"Cleaning","active":true,"created_at":"2030-06-01T00:00:00Z","updated_at":"2030-06-01T00:00:00Z"}""" + "\n";
    Expect("1, 1", await IdsAsync(Line + Line));
    Expect("", await IdsAsync(""));
    var cut = From(new StringContent(Line + Line[..9])).GetAsyncEnumerator();
    Expect(true, await cut.MoveNextAsync());
    await ExpectThrowsAsync<JsonException>(async () => await cut.MoveNextAsync());
    var html = From(new StringContent("<html>"), HttpStatusCode.BadGateway);
    Expect(502, (await ThrownAsync(async () => await html.ToListAsync())).StatusCode);

    using var canceled = new CancellationTokenSource();
    var pipe = new Pipe();
    await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(Line));
    await using var endless = From(new StreamContent(pipe.Reader.AsStream())).GetAsyncEnumerator(canceled.Token);
    Expect(true, await endless.MoveNextAsync());
    await canceled.CancelAsync();
    await ExpectThrowsAsync<OperationCanceledException>(async () => await endless.MoveNextAsync());

    async Task<string> IdsAsync(string body) =>
        string.Join(", ", await From(new StringContent(body)).Select(service => service.Id).ToListAsync());

    IAsyncEnumerable<Service> From(HttpContent body, HttpStatusCode status = HttpStatusCode.OK) =>
        new ConciergeClient(new HttpClient(new Respond(() => new(status) { Content = body })) { BaseAddress = address })
            .StreamServicesAsync();
}

// The vector that Standard Webhooks publishes.
static void Webhooks()
{
    const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const string Signatures = "v1,bm9ib2R5 v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    const long At = 1614265330;
    Expect(true, IsGenuine("""{"test": 2432232314}""", At + 300, "whsec_eA==", Secret));
    Expect(false, IsGenuine("""{"test": 2432232314} """, At, Secret));
    Expect(false, IsGenuine("""{"test": 2432232314}""", At, "whsec_eA=="));
    Expect(false, IsGenuine("""{"test": 2432232314}""", At + 301, Secret));
    Expect(false, IsGenuine("""{"test": 2432232314}""", At - 301, Secret));

    static bool IsGenuine(string body, long now, params string[] secrets) => ConciergeWebhook.IsGenuine(
        Encoding.UTF8.GetBytes(body), "msg_p5jXN8AQM9LWM0D4loKWxJek", $"{At}", Signatures, DateTimeOffset.FromUnixTimeSeconds(now), secrets);
}

async Task RetriesAsync()
{
    var http = new HttpClient(new SendTwice { InnerHandler = new HttpClientHandler() }) { BaseAddress = address };
    http.DefaultRequestHeaders.Authorization = key is null ? null : new("Bearer", key);
    var retrying = new ConciergeClient(http);
    foreach (var name in new[] { "Once", "Twice" })
    {
        var created = await retrying.CreateServiceAsync(new() { Name = name });
        Expect((201, true, name), (created.StatusCode, created.IsReplayed, created.Result.Name));
    }
}

static async Task ExpectSameAsync<T, TId>(
    IAsyncEnumerable<T> pages, IAsyncEnumerable<T> stream, Func<T, TId> id, [CallerLineNumber] int line = 0)
{
    var expected = await pages.Select(id).ToListAsync();
    Expect(true, expected.Count > 0, "the list", line);
    Expect(string.Join(", ", expected), string.Join(", ", await stream.Select(id).ToListAsync()), "the stream", line);
}

static async Task WalkAsync(Func<Task> steps, [CallerArgumentExpression(nameof(steps))] string name = "")
{
    await steps();
    Console.WriteLine($"ok  {name[..^"Async".Length]}");
}

static void Expect<T>(T expected, T actual, [CallerArgumentExpression(nameof(actual))] string what = "", [CallerLineNumber] int line = 0)
{
    if (!EqualityComparer<T>.Default.Equals(expected, actual))
    {
        throw new Deviation($"Line {line}: {what} is {actual}, not {expected}.");
    }
}

static async Task<ConciergeException> RefusedAsync(int status, string code, Func<Task> call, [CallerLineNumber] int line = 0)
{
    var refused = await ThrownAsync(call, line);
    Expect((status, code), (refused.StatusCode, refused.Code), "the refusal", line);
    return refused;
}

static async Task<ConciergeException> ThrownAsync(Func<Task> call, [CallerLineNumber] int line = 0)
{
    try
    {
        await call();
    }
    catch (ConciergeException exception)
    {
        return exception;
    }

    throw new Deviation($"Line {line}: no error was returned.");
}

static async Task ExpectThrowsAsync<TException>(Func<Task> call, [CallerLineNumber] int line = 0)
    where TException : Exception
{
    try
    {
        await call();
    }
    catch (TException)
    {
        return;
    }

    throw new Deviation($"Line {line}: no {typeof(TException).Name} was thrown.");
}

internal sealed class Respond(Func<HttpResponseMessage> response) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.FromResult(response());
}

/// <summary>Loses the first response to each request.</summary>
internal sealed class SendTwice : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        (await base.SendAsync(request, cancellationToken)).Dispose();
        return await base.SendAsync(request, cancellationToken);
    }
}

internal sealed class Deviation(string message) : Exception(message);
