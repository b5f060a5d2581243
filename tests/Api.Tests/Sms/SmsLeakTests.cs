using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Processes;
using Concierge.Infrastructure.Postgres;
using Npgsql;
using OsProcess = System.Diagnostics.Process;

namespace Concierge.Api.Tests.Sms;

/// <summary>Numbers and texts are in nothing that the program leaves behind: no file of the data folder, no log, no dump.</summary>
public sealed class SmsLeakTests
{
    private const string UserName = "Findable Zebra Umbrella";

    /// <summary>Numbers as they are sent: some accepted, some refused, some looked at only.</summary>
    private static readonly string[] Phones =
    [
        "+15557391846", "5558264917", "+4915559173628", "+15556183749", "+15553948271",
        "+447955836142", "+15557139462", "+15558391746", "5559462817", "+15552947163",
    ];

    private static readonly string[] Bodies =
    [
        "Velvet Kangaroo Sonata", "Crimson Walrus Étude", "Marble Giraffe \U0001F3B5 Nocturne",
        "Copper Ocelot Requiem", "Indigo Badger Prelude", "Amber Narwhal Mazurka",
        "Scarlet Heron Gavotte", "Ivory Lynx Bagatelle", "Cobalt Moose Polonaise", "Jade Ferret Scherzo",
    ];

    private static readonly string[] Verbose =
    [
        "Default", "Override:Microsoft", "Override:Microsoft.EntityFrameworkCore",
        "Override:Microsoft.Extensions.Hosting.Internal.Host", "Override:System",
    ];

    [Theory]
    [InlineData(null)]
    [InlineData("Verbose")]
    public async Task Run_WithSentAndRefusedMessages_LeaksNoNumberAndNoText(string? logLevel)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The embedded PostgreSQL runs on Linux and macOS.");
        await using var folder = DataFolder.Create();
        await using var twilio = new TwilioDouble();
        twilio.Script(
            Phones[3], Replies.Whole(400, $$"""{"code":21211,"message":"The 'To' number {{Phones[3]}} is not valid for {{Bodies[3]}}"}"""));
        twilio.Script(Phones[4], Replies.Raw($"HTTP/1.1 {Phones[4]} {Bodies[4]}\r\n\r\n"));
        twilio.Script(Phones[5], Replies.Whole(503, $"{Phones[5]} {Bodies[5]}"), Replies.Whole(500, $"{Phones[5]} {Bodies[5]}"));
        string[] arguments =
        [
            .. twilio.Arguments, "--Sms:RetryDelay=00:00:00.050",
            .. logLevel is null ? [] : Verbose.Select(name => $"--Serilog:MinimumLevel:{name}={logLevel}"),
        ];
        await using var program = ConciergeProgram.Start(folder, arguments);
        using var client = await program.ListeningAsync();

        await UseAsync(client);
        var dump = await DumpAsync(folder);
        await program.SignalAsync("TERM");
        var (code, output, errors) = await program.ExitAsync();

        Assert.Equal(0, code);
        Assert.Equal(7, twilio.Requests.Count);
        var files = Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories)
            .Select(file => (Name: file, Content: File.ReadAllBytes(file)))
            .Append(("standard output", Encoding.UTF8.GetBytes(output)))
            .Append(("standard error", Encoding.UTF8.GetBytes(errors)))
            .Append(("pg_dump", Encoding.UTF8.GetBytes(dump ?? "")))
            .ToList();

        // The search finds what is kept in the clear: in a table, in the write-ahead log, and in the dump.
        var names = FindIn(files, UserName);
        Assert.Contains(names, name => name.Contains("/pg_wal/", StringComparison.Ordinal));
        Assert.Contains(names, name => name.Contains("/base/", StringComparison.Ordinal));
        Assert.Equal(dump is not null, names.Contains("pg_dump"));

        var secrets = Phones.SelectMany(phone => new[] { phone.TrimStart('+'), phone[^7..] })
            .Concat(Bodies).Concat(Bodies.Select(body => body.Split(' ')[1]));
        Assert.Empty(secrets.SelectMany(secret => FindIn(files, secret).Select(name => $"{secret} in {name}")));
    }

    /// <summary>Everything that takes a number or a text.</summary>
    private static async Task UseAsync(HttpClient client)
    {
        await PostAsync(client, "/users", new { id = "ann", name = UserName }, HttpStatusCode.Created);
        var ids = new List<string>();
        foreach (var i in new[] { 0, 1, 3, 4, 5 })
        {
            ids.Add(
                (string)(await PostAsync(
                    client, i == 1 ? "/send-message" : "/sms-messages", Sms(i), HttpStatusCode.Created)).Json["message_id"]!);
        }

        for (var time = 0; time < 2; time++)
        {
            ids.Add(
                (string)(await PostAsync(
                    client, "/sms-messages", Sms(2), HttpStatusCode.Created, ("Idempotency-Key", "once"))).Json["message_id"]!);
        }

        await PostAsync(client, "/sms-messages", Sms(6), HttpStatusCode.UnprocessableEntity, ("Idempotency-Key", "once"));
        await PostAsync(client, "/sms-messages/preview", Sms(6), HttpStatusCode.OK);
        await PostAsync(client, "/sms-messages/preview", Sms(6), HttpStatusCode.OK, ("Idempotency-Key", "preview"));
        await PostAsync(client, "/sms-messages", Sms(7, "2001-01-01T00:00:00Z"), HttpStatusCode.BadRequest);
        await PostAsync(
            client, "/sms-messages", new { recipient_phone = Phones[7] + "x", message_body = Bodies[7] }, HttpStatusCode.BadRequest);
        await PostAsync(
            client, "/sms-messages", new Dictionary<string, string> { ["recipient_phone"] = Phones[7], [Bodies[7]] = Phones[7] },
            HttpStatusCode.BadRequest);
        await PostAsync(
            client, "/sms-messages", new { recipient_phone = 5558391746, message_body = Bodies[7] + "\0" }, HttpStatusCode.BadRequest);
        await PostAsync(client, "/sms-messages", Sms(8), HttpStatusCode.Forbidden, ("X-User-Id", "ann"));
        var scheduled = await PostAsync(client, "/sms-messages", Sms(9, "2099-01-01T00:00:00Z"), HttpStatusCode.Created);
        await PostAsync(client, $"/sms-messages/{scheduled.Json["message_id"]}/cancel", new { }, HttpStatusCode.OK);

        foreach (var id in ids)
        {
            await Poll.UntilAsync(async () =>
                (string?)(await GetAsync(
                    client, $"/sms-messages/{id}", HttpStatusCode.OK)).Json["status"] is "sent" or "failed" or "unknown");
        }

        for (var i = 0; i < Phones.Length; i++)
        {
            await GetAsync(client, $"/sms-messages?recipient_phone={Uri.EscapeDataString(Phones[i])}&limit=1", HttpStatusCode.OK);
        }

        await GetAsync(client, $"/sms-messages?recipient_phone={Uri.EscapeDataString(Phones[7])}x", HttpStatusCode.BadRequest);
        await GetAsync(
            client, $"/sms-messages?recipient_phone={Uri.EscapeDataString(Phones[7])}&status=nonsense", HttpStatusCode.BadRequest);
    }

    private static JsonObject Sms(int i, string? sendAt = null)
    {
        var sms = new JsonObject { ["recipient_phone"] = Phones[i], ["message_body"] = Bodies[i] };
        if (sendAt is not null)
        {
            sms["send_at"] = sendAt;
        }

        return sms;
    }

    private static async Task<Answer> PostAsync(
        HttpClient client, string path, object body, HttpStatusCode status, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (await Answer.ReadAsync(response)).Expect(status);
    }

    private static async Task<Answer> GetAsync(HttpClient client, string path, HttpStatusCode status)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return (await Answer.ReadAsync(response)).Expect(status);
    }

    /// <summary>The whole database as SQL; null where PostgreSQL came without the program that writes it.</summary>
    private static async Task<string?> DumpAsync(DataFolder folder)
    {
        var binaries = await PostgresBinaries.FindAsync(Path.Combine(folder.Path, "cache"), TestContext.Current.CancellationToken);
        if (!File.Exists(Path.Combine(binaries, "pg_dump")))
        {
            return null;
        }

        await using var postgres = new EmbeddedPostgres(folder.Path);
        var server = new NpgsqlConnectionStringBuilder(postgres.ConnectionString);
        var start = new System.Diagnostics.ProcessStartInfo(
            Path.Combine(binaries, "pg_dump"), ["-h", server.Host!, "-U", server.Username!, "--inserts", server.Database!]);
        start.RedirectStandardOutput = true;
        using var process = OsProcess.Start(start)!;
        var dump = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return dump;
    }

    private static List<string> FindIn(IEnumerable<(string Name, byte[] Content)> files, string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        return [.. files.Where(file => file.Content.AsSpan().IndexOf(bytes) >= 0).Select(file => file.Name)];
    }
}
