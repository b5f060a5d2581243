using System.Net;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Processes;

public sealed class SampleCommandTests(TestDatabases databases)
{
    [Fact]
    public async Task Sample_WhenServiceExists_AddsTheRest()
    {
        var database = await OrderDatabase.CreateAsync(databases);
        await database.ServeAsync(async client =>
        {
            await client.AddServiceAsync("123");

            Assert.Equal(
                (string[])["There is service 123 (Inspection) already.", .. Lines("Added {0}.")[1..]],
                (await database.ExpectToRunAsync("sample")).Split('\n'));

            // The caller's own name for the service stays.
            Assert.Equal("123", (string?)(await client.ReadAsync("/services/123")).Json["name"]);
        });
    }

    [Fact]
    public async Task Sample_WithNewDataFolder_AddsThreeServicesAndThreeOrders()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The embedded PostgreSQL runs on Linux and macOS.");
        await using var folder = DataFolder.Create();
        await using (var sample = InProcessProgram.Start(folder, "sample"))
        {
            var (code, output, errors) = await sample.ExitAsync();
            Assert.True(code == 0, $"ended with {code}: {output}\n{errors}");
            Assert.Equal("", errors);
            Assert.Equal(Lines("Added {0}."), output.Split('\n'));
        }

        await using var program = InProcessProgram.Start(folder);
        using var client = await program.ListeningAsync();
        var services = (await client.ReadAsync("/services")).Json["items"]!.AsArray();
        var orders = (await client.ReadAsync("/orders?order=asc&to=2023-01-01T00:00:00Z")).Json["items"]!.AsArray();

        Assert.Equal(["123 Inspection", "456 Analysis", "789 Testing"], services.Select(service => $"{service!["id"]} {service["name"]}"));
        Assert.Equal(["223", "224", "225"], orders.Select(order => (string?)order!["id"]));
        Assert.All(orders, order => Assert.Equal("2022-11-01T11:11:11.111Z", (string?)order!["datetime"]));
        Assert.All(orders, order => Assert.Equal("100", order!["totalfee"]!.ToJsonString()));
        Assert.Equal(
            ["""[{"id":"123","name":"Inspection"}]""", """[{"id":"789","name":"Testing"}]""", """[{"id":"456","name":"Analysis"}]"""],
            orders.Select(order => order!["services"]!.ToJsonString()));

        var messages = (await client.ReadAsync("/users/ann/conversations/bob/messages?order=asc")).Json["items"]!.AsArray();
        Assert.Equal(["ann", "bob", "ann", "bob"], messages.Select(message => (string?)message!["sender_id"]));
        Assert.Equal(2, messages.Count(message => message!["liked_by"]!.AsArray().Count == 1));
        Assert.Single(messages, message => message!["edited_at"] is not null);
        Assert.Equal(6, (await client.ReadAsync("/orders?from=2023-01-01T00:00:00Z")).Json["items"]!.AsArray().Count);
        string[] statuses = ["canceled", "delivered", "failed", "scheduled", "sent", "undelivered"];
        await Poll.UntilAsync(async () =>
            (await client.ReadAsync("/sms-messages")).Json["items"]!.AsArray()
                .Select(sms => (string?)sms!["status"]).Order(StringComparer.Ordinal).SequenceEqual(statuses));
    }

    [Fact]
    public async Task Sample_WhenRepeated_SaysSoAndChangesNothing()
    {
        var database = await OrderDatabase.CreateAsync(databases);
        Assert.Equal(Lines("Added {0}."), (await database.ExpectToRunAsync("sample")).Split('\n'));
        await database.ServeAsync(async client =>
        {
            // With created_at and updated_at, which a second load would move.
            string[] lists = ["/services", "/orders", "/users", "/messages"];
            var before = await ReadAsync(client, lists);
            var sms = (await client.ReadAsync("/sms-messages")).Json["items"]!.AsArray().Count;

            Assert.Equal(Lines("There is {0} already."), (await database.ExpectToRunAsync("sample")).Split('\n'));

            Assert.Equal(before, await ReadAsync(client, lists));
            Assert.Equal(sms, (await client.ReadAsync("/sms-messages")).Json["items"]!.AsArray().Count);
        });
    }

    [Fact]
    public async Task Sample_WithConflictingOrder_NamesIt()
    {
        var database = await OrderDatabase.CreateAsync(databases);
        await database.ServeAsync(async client =>
        {
            await client.AddServiceAsync("123");
            (await client.OrderAsync("in-the-way", "2022-11-01T12:00:00Z", "123")).Expect(HttpStatusCode.Created);

            var line = await database.ExpectRefusalAsync("sample");

            Assert.Equal(
                "Could not add order 223 at 2022-11-01T11:11:11.111Z: order_conflict. "
                + "Order in-the-way at 2022-11-01T12:00:00.000Z is 0:48:48.889 away; "
                + "orders that share a service must lie at least three hours apart.",
                line);
        });
    }

    [Fact]
    public async Task Sample_WithWindowBetweenAllOrders_NamesConflict()
    {
        var database = await OrderDatabase.CreateAsync(databases);

        var line = await database.ExpectRefusalAsync("sample", "--Orders:WindowScope=All");

        Assert.Equal(
            "Could not add order 224 at 2022-11-01T11:11:11.111Z: order_conflict. Order 223 at 2022-11-01T11:11:11.111Z is 0:00:00 away; "
            + "any two orders must lie at least three hours apart.",
            line);

        // The orders are now All's: with other settings the sample says what to do instead of mixing two windows.
        Assert.Contains("orders reindex", await database.ExpectRefusalAsync("sample"), StringComparison.Ordinal);
        Assert.Equal(1L, await database.QueryAsync("SELECT count(*) FROM orders"));
    }

    private static async Task<string> ReadAsync(HttpClient client, string[] paths)
    {
        var texts = new List<string>();
        foreach (var path in paths)
        {
            texts.Add((await client.ReadAsync(path)).Text);
        }

        return string.Join('\n', texts);
    }

    private static string[] Lines(string format) =>
    [
        .. new[]
        {
            "service 123 (Inspection)", "service 789 (Testing)", "service 456 (Analysis)",
            "order 223 at 2022-11-01T11:11:11.111Z", "order 224 at 2022-11-01T11:11:11.111Z", "order 225 at 2022-11-01T11:11:11.111Z",
            "user ann (Ann)", "user bob (Bob Brown)", "user cleo (Cleo)", "a conversation of ann and bob",
            "order week-1", "order week-2", "order week-3", "order week-4", "order week-5", "order week-6", "a set of SMS messages",
        }.Select(what => format.Replace("{0}", what, StringComparison.Ordinal)),
    ];
}
