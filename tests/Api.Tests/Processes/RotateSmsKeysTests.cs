using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Encryption;
using Concierge.Api.Tests.Hosting;
using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using Concierge.Domain.Users;
using Concierge.Infrastructure.Persistence;
using Concierge.Infrastructure.Sms;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Concierge.Api.Tests.Processes;

public sealed class RotateSmsKeysTests(TestDatabases databases)
{
    private const string OldKey = "Encryption:Sms:Keys:test";

    private const string NewKey = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";

    private const string NewIndexKey = "QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl8=";

    /// <summary>More than two batches, and not a whole number of them.</summary>
    private const int Many = 1203;

    /// <summary>How many numbers the messages go to.</summary>
    private const int Phones = 7;

    [Fact]
    public async Task Rotate_WithNewCurrentKey_ReencryptsAllAndRetiresOldKey()
    {
        var database = await databases.CreateAsync();
        await FillAsync(database, Many);
        var settings = WithNewKey(database);
        var before = await RowsAsync(
            database, "md5(string_agg(concat_ws('|', id, phone_index, status, history, version, due_at), '' ORDER BY id))");

        Assert.Equal($"All SMS messages are encrypted with the current key; {Many} were not.", await RotateAsync(settings));

        Assert.Equal((long)Many, await RowsAsync(database, "count(*) FILTER (WHERE sealed_with = 'next')"));
        Assert.Equal(
            before,
            await RowsAsync(
                database, "md5(string_agg(concat_ws('|', id, phone_index, status, history, version, due_at), '' ORDER BY id))"));
        Assert.Equal("#index next", await QueryAsync(database, "SELECT string_agg(id, ' ' ORDER BY id) FROM sms_keys"));
        await ExpectReadableAsync([.. settings.Where(setting => setting.Name != OldKey)], Many);
    }

    [Fact]
    public async Task Rotate_WhenRunTwice_ChangesNothing()
    {
        var database = await databases.CreateAsync();
        await FillAsync(database, 3);
        var settings = WithNewKey(database);
        await RotateAsync(settings);
        var before = await RowsAsync(database, "md5(string_agg(m::text, '' ORDER BY id))");

        Assert.Equal("All SMS messages are encrypted with the current key; 0 were not.", await RotateAsync(settings));

        Assert.Equal(before, await RowsAsync(database, "md5(string_agg(m::text, '' ORDER BY id))"));
        Assert.Equal("#index next", await QueryAsync(database, "SELECT string_agg(id, ' ' ORDER BY id) FROM sms_keys"));
    }

    [Fact]
    public async Task Rotate_WithoutMessages_RetiresOldKey()
    {
        var database = await databases.CreateAsync();
        await FillAsync(database, 0);

        await RotateAsync(WithNewKey(database));

        Assert.Equal("#index next", await QueryAsync(database, "SELECT string_agg(id, ' ' ORDER BY id) FROM sms_keys"));
    }

    [Fact]
    public async Task Rotate_WhenKilled_ContinuesNextTime()
    {
        var database = await databases.CreateAsync();
        await FillAsync(database, 4 * Many);
        var settings = WithNewKey(database);
        await using (var program = ConciergeProgram.StartWith([], ["sms", "rotate-keys", .. ExternalDatabase.Arguments(settings)]))
        {
            await using (await HoldAsync(database, 2 * Many))
            {
                await Poll.UntilAsync(
                    async () => (long)(await RowsAsync(database, "count(*) FILTER (WHERE sealed_with = 'next')"))! >= Many);
                await program.KillAsync();
            }
        }

        var done = (long)(await RowsAsync(database, "count(*) FILTER (WHERE sealed_with = 'next')"))!;
        Assert.InRange(done, Many, 3 * Many);
        Assert.Equal("#index next test", await QueryAsync(database, "SELECT string_agg(id, ' ' ORDER BY id) FROM sms_keys"));
        await ExpectReadableAsync(settings, 4 * Many);

        await RotateAsync(settings);

        Assert.Equal(4L * Many, await RowsAsync(database, "count(*) FILTER (WHERE sealed_with = 'next')"));
        await ExpectReadableAsync([.. settings.Where(setting => setting.Name != OldKey)], 4 * Many);
    }

    [Fact]
    public async Task Rotate_WhileMessagesAreAcceptedAndSent_LosesNone()
    {
        const int Accepted = 30;
        const string Phone = "+15557391846";
        var database = await databases.CreateAsync();
        await FillAsync(database, Many);
        await FillAsync(database, Accepted, isDue: true);
        var settings = WithNewKey(database);
        await using (var server = Start(settings))
        {
            using var client = await server.ListeningAsync();
            await using var rotation = Start(settings, "sms", "rotate-keys");
            await using (await HoldAsync(database, Many - 100))
            {
                await Poll.UntilAsync(
                    async () => (long)(await RowsAsync(database, "count(*) FILTER (WHERE sealed_with = 'next')"))! >= 1000);
                await Task.WhenAll(Enumerable.Range(0, Accepted).Select(i => AcceptAsync(client, Phone, $"New {i}")));
            }

            Assert.Equal(0, (await rotation.ExitAsync()).Code);
            await Poll.UntilAsync(
                async () =>
                    2L * Accepted == (long)(await RowsAsync(database, "count(*) FILTER (WHERE status = 'delivered' AND attempts = 1)"))!);
        }

        Assert.Equal(Many + 2L * Accepted, await RowsAsync(database, "count(*) FILTER (WHERE sealed_with = 'next')"));
        Assert.Equal("#index next", await QueryAsync(database, "SELECT string_agg(id, ' ' ORDER BY id) FROM sms_keys"));
        await using var again = Start([.. settings.Where(setting => setting.Name != OldKey)]);
        using var reader = await again.ListeningAsync();
        Assert.Equal(Enumerable.Range(0, Accepted).Select(i => $"New {i}").Order(), (await TextsAsync(reader, Phone)).Order());
        Assert.Equal(Many + 2 * Accepted, (await TextsAsync(reader)).Count);
    }

    [Fact]
    public async Task Accept_WhenKeyOfReplicaWasRetired_IsUnavailable()
    {
        await using var replica = new OldReplica(databases);
        await replica.InitializeAsync();
        var sms = new { recipient_phone = "5557391846", message_body = "Hello", send_at = "2099-01-01T00:00:00Z" };
        var id = (string)(await replica.PostAsync("/sms-messages", sms)).Expect(HttpStatusCode.Created).Json["message_id"]!;

        Assert.Equal(
            "All SMS messages are encrypted with the current key; 1 were not.", await RotateAsync(WithNewKey(replica.ConnectionString)));

        foreach (var path in new[] { "/sms-messages", "/send-message" })
        {
            var refused = (await replica.PostAsync(path, sms)).ExpectProblem(HttpStatusCode.ServiceUnavailable, "sms_key_retired");
            Assert.Matches("^[1-9][0-9]*$", refused.Headers["Retry-After"]);
            (await replica.PostAsync(path, sms, null, ("Idempotency-Key", "retired")))
                .ExpectProblem(HttpStatusCode.ServiceUnavailable, "sms_key_retired");
        }

        Assert.Equal(1L, await RowsAsync(replica.ConnectionString, "count(*)"));
        Assert.Equal("Hello", (string?)(await replica.GetAsync($"/sms-messages/{id}")).Expect(HttpStatusCode.OK).Json["message_body"]);
        (await replica.PostAsync($"/sms-messages/{id}/cancel", new { })).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Rotate_WithNewIndexKey_FindsMessagesOnlyByIt()
    {
        var database = await databases.CreateAsync();
        await FillAsync(database, Many);
        (string, string)[] settings = [.. ExternalDatabase.Settings(database), ("Encryption:Sms:IndexKey", NewIndexKey)];

        var refused = await RunAsync(settings);
        Assert.Equal(1, refused.Code);
        Assert.Contains("sms rotate-keys", refused.Errors.ExpectOneReadableLine(), StringComparison.Ordinal);
        Assert.Equal($"All SMS messages are encrypted with the current key; {Many} were not.", await RotateAsync(settings));

        await ExpectReadableAsync(settings, Many);
        var old = await RunAsync([.. ExternalDatabase.Settings(database)]);
        Assert.Equal(1, old.Code);
        Assert.Contains("Encryption:Sms:IndexKey", old.Errors.ExpectOneReadableLine(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sealed_phone")]
    [InlineData("sealed_body")]
    public async Task Rotate_WithTamperedMessages_NamesThemAndEncryptsOthers(string column)
    {
        var database = await databases.CreateAsync();
        await FillAsync(database, Many);
        var settings = WithNewKey(database);

        // Some in one batch, the last of one and the first of the next among them.
        const string Tampered =
            "SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) FROM sms_messages) m WHERE row_number IN (1, 500, 501, 777)";
        var ids = (string)(await QueryAsync(database, $"SELECT string_agg(id::text, ' ' ORDER BY id) FROM ({Tampered}) t"))!;
        await QueryAsync(
            database, $"UPDATE sms_messages SET {column} = set_byte({column}, 20, get_byte({column}, 20) # 1) WHERE id IN ({Tampered})");
        var before = await RowsAsync(database, $"string_agg(m::text, '' ORDER BY id) FILTER (WHERE id IN ({Tampered}))");

        // They are named as long as they are there.
        await ExpectNamedAsync(Many - 4);
        await ExpectNamedAsync(0);

        Assert.Equal(before, await RowsAsync(database, $"string_agg(m::text, '' ORDER BY id) FILTER (WHERE id IN ({Tampered}))"));
        Assert.Equal(Many - 4L, await RowsAsync(database, "count(*) FILTER (WHERE sealed_with = 'next')"));
        Assert.Equal("#index next test", await QueryAsync(database, "SELECT string_agg(id, ' ' ORDER BY id) FROM sms_keys"));

        async Task ExpectNamedAsync(int rotated)
        {
            var (code, output, errors) = await RunAsync(settings, "sms", "rotate-keys");

            Assert.Equal((1, ""), (code, output));
            Assert.Equal(
                [
                    $"{rotated} SMS messages were encrypted with the current key. These could not be decrypted and were not changed:",
                    .. ids.Split(' ').Select(id => $"  {id}"),
                ],
                WithoutWarnings(errors));
        }
    }

    [Fact]
    public async Task Rotate_WithNewIndexKeyAndTamperedMessage_FindsOthers()
    {
        var database = await databases.CreateAsync();
        await FillAsync(database, Phones + 1);
        await QueryAsync(
            database,
            "UPDATE sms_messages SET sealed_body = set_byte(sealed_body, 20, get_byte(sealed_body, 20) # 1) "
            + "WHERE id = (SELECT max(id::text)::uuid FROM sms_messages)");
        (string, string)[] settings = [.. ExternalDatabase.Settings(database), ("Encryption:Sms:IndexKey", NewIndexKey)];

        var (code, _, errors) = await RunAsync(settings, "sms", "rotate-keys");

        Assert.Equal(1, code);
        Assert.StartsWith(
            $"{Phones} SMS messages were encrypted with the current key.", WithoutWarnings(errors)[0], StringComparison.Ordinal);
        await ExpectReadableAsync(settings, Phones);
    }

    /// <summary>Leaves out the log: the first message that cannot be decrypted leaves a warning.</summary>
    private static string[] WithoutWarnings(string errors) =>
        [.. errors.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.Contains(" WRN ", StringComparison.Ordinal))];

    [Fact]
    public async Task Rotate_WithoutOldKey_PrintsOneLineAndChangesNothing()
    {
        var database = await databases.CreateAsync();
        await FillAsync(database, 3);

        var (code, _, errors) = await RunAsync([.. WithNewKey(database).Where(setting => setting.Name != OldKey)], "sms", "rotate-keys");

        Assert.Equal(1, code);
        Assert.Contains("encrypted with the key test", errors.ExpectOneReadableLine(), StringComparison.Ordinal);
        Assert.Equal(3L, await RowsAsync(database, "count(*) FILTER (WHERE sealed_with = 'test')"));
        Assert.Equal("#index test", await QueryAsync(database, "SELECT string_agg(id, ' ' ORDER BY id) FROM sms_keys"));
    }

    private static (string Name, string Value)[] WithNewKey(string database) =>
        [.. ExternalDatabase.Settings(database), ("Encryption:Sms:Keys:next", NewKey), ("Encryption:Sms:CurrentKey", "next")];

    private static string PhoneOf(int i) => $"+1555000100{i % Phones}";

    /// <summary>Keeps messages of the old key, for a time to come, or due at once.</summary>
    private static async Task FillAsync(string database, int count, bool isDue = false)
    {
        var settings = ExternalDatabase.Settings(database).ToDictionary(setting => setting.Name, string? (setting) => setting.Value);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        await using var store = TestDatabases.Open(configuration);
        await using var context = new ConciergeDbContext(
            new DbContextOptionsBuilder<ConciergeDbContext>().UseNpgsql(store.DataSource).UseSchemaNames().Options);
        var ring = Keys.RingOf(configuration, store);
        var cipher = Keys.CipherOf(ring);
        await new SmsKeys(context, ring, cipher).PrepareAsync(TestContext.Current.CancellationToken);
        var (ids, now) = (new TimeOrderedUuidGenerator(), DateTimeOffset.UtcNow);
        for (var i = 0; i < count; i++)
        {
            var id = new SmsMessageId(ids.Next(now));
            var content = cipher.Seal(id, PhoneNumber.From(PhoneOf(i)), SmsText.From($"Text {i}"));
            context.Add(SmsMessage.Accept(Actor.Backend, id, content, 1, isDue ? null : now.AddYears(1), TimeSpan.FromDays(1), now).Value);
        }

        await context.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Holds the message at this place, so that nobody can change it until what is returned is disposed of.</summary>
    private static async Task<NpgsqlConnection> HoldAsync(string database, int place)
    {
        var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(
            $"BEGIN; SELECT FROM sms_messages WHERE id = (SELECT id FROM sms_messages ORDER BY id OFFSET {place} LIMIT 1) FOR UPDATE",
            connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    /// <summary>A program with these settings reads every message, and finds those to each number.</summary>
    private static async Task ExpectReadableAsync((string Name, string Value)[] settings, int count)
    {
        await using var program = Start(settings);
        using var client = await program.ListeningAsync();
        for (var phone = 0; phone < Phones; phone++)
        {
            var expected = Enumerable.Range(0, count).Where(i => i % Phones == phone).Select(i => $"Text {i}");
            Assert.Equal(expected, await TextsAsync(client, PhoneOf(phone)));
        }
    }

    /// <summary>The texts of the messages to a number, or of all, in order of time.</summary>
    private static async Task<List<string>> TextsAsync(HttpClient client, string? phone = null)
    {
        var texts = new List<string>();
        var filter = phone is null ? "" : "&recipient_phone=" + Uri.EscapeDataString(phone);
        for (var cursor = ""; cursor is not null;)
        {
            var page = (await client.GetFromJsonAsync<JsonNode>(
                $"/sms-messages?order=asc&limit=200{filter}{cursor}", TestContext.Current.CancellationToken))!;
            texts.AddRange(page["items"]!.AsArray().Select(item => (string)item!["message_body"]!));
            cursor = page["next_cursor"] is { } next ? $"&cursor={next}" : null;
        }

        return texts;
    }

    private static async Task AcceptAsync(HttpClient client, string phone, string text)
    {
        using var response = await client.PostAsJsonAsync(
            "/sms-messages", new { recipient_phone = phone, message_body = text }, TestContext.Current.CancellationToken);
        (await Answer.ReadAsync(response)).Expect(HttpStatusCode.Created);
    }

    private static async Task<string> RotateAsync((string Name, string Value)[] settings)
    {
        var (code, output, errors) = await RunAsync(settings, "sms", "rotate-keys");
        Assert.True(code == 0, $"ended with {code}: {output}\n{errors}");
        Assert.Equal("", errors);
        return output;
    }

    private static Task<(int Code, string Output, string Errors)> RunAsync(
        (string Name, string Value)[] settings, params string[] command) =>
        InProcessProgram.RunAsync([.. command, .. ExternalDatabase.Arguments(settings)]);

    private static InProcessProgram Start((string Name, string Value)[] settings, params string[] command) =>
        InProcessProgram.Start([.. command, .. ExternalDatabase.Arguments(settings)]);

    private static Task<object?> RowsAsync(string database, string what) => QueryAsync(database, $"SELECT {what} FROM sms_messages m");

    private static async Task<object?> QueryAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The product with both keys, of which it still encrypts with the old one.</summary>
    private sealed class OldReplica(TestDatabases databases) : ApiFixture(databases)
    {
        protected override void Configure(IWebHostBuilder builder)
        {
            base.Configure(builder);
            builder.UseSetting("Encryption:Sms:Keys:next", NewKey);
        }
    }
}
