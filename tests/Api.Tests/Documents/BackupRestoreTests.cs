using System.Diagnostics;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Events;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Sms;
using Concierge.Domain.Sms;
using Concierge.Infrastructure.Postgres;
using Microsoft.AspNetCore.Hosting;
using Npgsql;

namespace Concierge.Api.Tests.Documents;

/// <summary>The commands of the operations page that back up and restore, run as they are written there.</summary>
public sealed partial class BackupRestoreTests(TestDatabases databases)
{
    private const string Original = "concierge";

    private const string Restored = "concierge_restored";

    /// <summary>The role of the program in the commands.</summary>
    private const string Owner = "concierge_api";

    private static readonly string[] Lists =
    [
        "/users", "/users?q=ann", "/users/ann/contacts", "/users/ann/conversations",
        "/users/bob/conversations", "/users/bob/conversations/ann/messages?order=asc",
        "/messages?include_deleted=true", "/services", "/orders",
        "/orders?service_id=123", "/sms-messages", "/sms-messages?status=delivered",
        "/sms-messages?recipient_phone=5555550001", "/availability?from=2022-11-01T00:00:00Z&to=2022-11-02T00:00:00Z&service_id=123",
    ];

    [Fact]
    public async Task Commands_WhenRun_RestoreAllData()
    {
        var tools = await ToolsAsync();
        List<string> before;
        string latest;
        NpgsqlConnectionStringBuilder original;
        await using (var api = new SmsFixture(databases))
        {
            await api.InitializeAsync();
            await FillAsync(api);
            before = await ReadAsync(api);
            await Poll.UntilAsync(async () => await api.CountAsync("event_outbox") == 0);
            latest = await api.LatestAsync();
            original = new(api.ConnectionString);
        }

        var restored = await BackUpAndRestoreAsync(tools, original);

        await using var again = new RestoredApi(databases, restored.ConnectionString);
        await again.InitializeAsync();
        Assert.Equal(before, await ReadAsync(again));
        await ExpectNewEpochAsync(again, latest);
        Assert.Equal(
            "true",
            (await again.PostAsync("/messages", Message, null, ("Idempotency-Key", "once")))
                .Expect(HttpStatusCode.Created).Headers["Idempotent-Replayed"]);
        (await again.OrderAsync("2022-11-01T13:00:00Z", "123")).ExpectProblem(HttpStatusCode.Conflict, "order_conflict");
        await again.AddOrderAsync("2022-11-01T14:11:11.111Z", "123");
        await again.AddSmsUntilAsync("delivered", "5555550001");
    }

    [Fact]
    public async Task Commands_WhenMessagesAreDueSinceDump_LeaveThemUnsent()
    {
        var tools = await ToolsAsync();
        var clock = new FakeTimeProvider(Clocks.Start);
        SmsMessageId due;
        NpgsqlConnectionStringBuilder original;
        await using (var api = await DispatchingApi.StartAsync(databases, clock))
        {
            due = Assert.Single(await api.AcceptManyAsync([clock.Now.AddMinutes(1)]));
            original = new(api.ConnectionString);
        }

        var restored = await BackUpAndRestoreAsync(tools, original);

        await using var again = new RecordedApi(databases, restored.ConnectionString);
        again.Clock.Now = clock.Now.AddMinutes(2);
        await again.InitializeAsync();
        Assert.Equal("queued,unknown", (await again.GetUntilAsync($"{due}", "unknown")).Json.Statuses());
        Assert.Empty(again.Gateway.To("+15555550123"));
    }

    private static object Message => new { sender_id = "bob", recipient_id = "ann", body = "Once" };

    private static async Task FillAsync(ApiFixture api)
    {
        foreach (var id in new[] { "ann", "bob", "eve" })
        {
            (await api.PostAsync("/users", new { id, name = id, metadata = new { team = "blue" } })).Expect(HttpStatusCode.Created);
        }

        var messages = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            messages.Add((string)(await api.AddMessageAsync("ann", "bob", $"Number {i} \U0001F3B5"))["id"]!);
        }

        (await api.PutAsync($"/messages/{messages[0]}/likes/bob")).Expect(HttpStatusCode.Created);
        (await api.PutAsync($"/messages/{messages[1]}", new { body = "Edited" })).Expect(HttpStatusCode.OK);
        (await api.DeleteAsync($"/messages/{messages[2]}")).Expect(HttpStatusCode.NoContent);
        (await api.PutAsync("/users/bob/conversations/ann/read", new { up_to = messages[3] })).Expect(HttpStatusCode.OK);
        (await api.PostAsync("/messages", Message, null, ("Idempotency-Key", "once"))).Expect(HttpStatusCode.Created);
        (await api.DeleteAsync("/users/eve")).Expect(HttpStatusCode.NoContent);

        foreach (var id in new[] { "123", "789" })
        {
            (await api.PostAsync("/services", new { id, name = $"Service {id}" })).Expect(HttpStatusCode.Created);
        }

        await api.AddOrderAsync("2022-11-01T11:11:11.111Z", "123", "789");
        await api.AddOrderAsync("2022-11-01T19:00:00Z", "789");

        await api.AddSmsUntilAsync("delivered", "5555550001");
        await api.AddSmsUntilAsync("undelivered", "5555550002");
        await api.AddSmsAsync("5555550001", SmsSteps.Later);
    }

    private static async Task<List<string>> ReadAsync(ApiFixture api)
    {
        var answers = new List<string>();
        foreach (var list in Lists)
        {
            var answer = (await api.GetAsync(list)).Expect(HttpStatusCode.OK);
            Assert.NotEmpty((answer.Json["items"] ?? answer.Json["free"])!.AsArray());
            answers.Add($"{list}: {answer.Text}");
        }

        return answers;
    }

    /// <summary>A client may go on from what the dump holds, and not from what came after it.</summary>
    private static async Task ExpectNewEpochAsync(ApiFixture restored, string latest)
    {
        await Poll.UntilAsync(async () => !(await restored.LatestAsync()).StartsWith(latest[..4], StringComparison.Ordinal));
        (await restored.GetAsync($"/changes?after={latest}")).Expect(HttpStatusCode.OK);
        (await restored.GetAsync($"/changes?after={latest[..5]}{long.Parse(latest[5..]) + 1}"))
            .ExpectProblem(HttpStatusCode.Gone, "resume_point_expired");
    }

    /// <summary>Where PostgreSQL's own programs are that the commands need.</summary>
    private static async Task<string> ToolsAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The commands are for a shell.");
        var folder = await PostgresBinaries.FindAsync(Path.GetTempPath(), TestContext.Current.CancellationToken);
        Assert.SkipUnless(File.Exists(Path.Combine(folder, "pg_dump")), "PostgreSQL came without pg_dump.");
        return folder;
    }

    /// <summary>Runs the commands on this database.</summary>
    /// <returns>The restored one, as a role without privileges.</returns>
    private static async Task<NpgsqlConnectionStringBuilder> BackUpAndRestoreAsync(string tools, NpgsqlConnectionStringBuilder original)
    {
        var restored = new NpgsqlConnectionStringBuilder(original.ConnectionString)
        {
            Database = $"{original.Database}_restored",
            Username = $"owner_{original.Database}",
        };
        await CreateRoleAsync(original, restored.Username);
        var folder = Directory.CreateTempSubdirectory("concierge-backup-").FullName;
        try
        {
            var page = await ReadPageAsync();
            var section = page[page.IndexOf("## Backup", StringComparison.Ordinal)..page.IndexOf("## Upgrades", StringComparison.Ordinal)];
            var commands = string.Concat(Block().Matches(section).Select(block => block.Groups[1].Value));
            Assert.Contains("pg_dump", commands, StringComparison.Ordinal);
            Assert.Contains("pg_restore", commands, StringComparison.Ordinal);
            Assert.Contains($"owner={Owner}\n", commands, StringComparison.Ordinal);
            commands = Database().Replace(commands, match => match.Value == Restored ? restored.Database! : original.Database!)
                .Replace($"owner={Owner}", $"owner={restored.Username}", StringComparison.Ordinal);
            var start = new ProcessStartInfo("sh", ["-ec", commands]) { WorkingDirectory = folder, RedirectStandardError = true };
            start.Environment["PATH"] = $"{tools}:{start.Environment["PATH"]}";
            start.Environment["PGHOST"] = original.Host;
            start.Environment["PGPORT"] = $"{original.Port}";
            start.Environment["PGUSER"] = original.Username;
            start.Environment["PGPASSWORD"] = original.Password;
            using var shell = Process.Start(start)!;
            var errors = await shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.SkipWhen(errors.Contains("server version mismatch", StringComparison.Ordinal), errors);
            Assert.Equal((0, ""), (shell.ExitCode, errors));
            return restored;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task CreateRoleAsync(NpgsqlConnectionStringBuilder server, string role)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var create = new NpgsqlCommand(
            $"CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '{server.Password}'", connection);
        await create.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static Task<string> ReadPageAsync([CallerFilePath] string thisFile = "") =>
        File.ReadAllTextAsync(
            Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..", "docs", "operations.md"),
            TestContext.Current.CancellationToken);

    private sealed class RestoredApi(TestDatabases databases, string connectionString) : SmsFixture(databases)
    {
        protected override void Configure(IWebHostBuilder builder)
        {
            base.Configure(builder);
            builder.UseDatabase(connectionString);
        }
    }

    private sealed class RecordedApi(TestDatabases databases, string connectionString) : SmsClockFixture(databases)
    {
        protected override void Configure(IWebHostBuilder builder)
        {
            base.Configure(builder);
            builder.UseDatabase(connectionString);
        }
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    /// <summary>The names of the databases, where they are names: not in that of the file.</summary>
    [GeneratedRegex($@"\b({Restored}|{Original})\b(?!\.)")]
    private static partial Regex Database();
}
