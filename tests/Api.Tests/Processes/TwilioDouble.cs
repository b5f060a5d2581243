using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Concierge.Api.Tests.Processes;

/// <summary>A service that speaks as Twilio does, on this machine: takes messages, and reports on them over and over until the report is taken.</summary>
internal sealed class TwilioDouble : IAsyncDisposable
{
    private const string AccountSid = "AC00000000000000000000000000000000";

    /// <summary>Where reports are told to go, and what is signed. That the program listens elsewhere is as behind a proxy.</summary>
    private const string PublicUrl = "https://sms.example";

    private readonly string token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    private readonly ConcurrentQueue<Guid> taken = [];
    private readonly ConcurrentQueue<string> refused = [];
    private readonly Channel<string> callbacks = Channel.CreateUnbounded<string>();
    private readonly WebApplication app;
    private Task reporting = Task.CompletedTask;

    private TwilioDouble(WebApplication app) => this.app = app;

    /// <summary>What happens before a message is taken; false to break the connection instead of taking it.</summary>
    public Func<Guid, Task<bool>> Taking { get; set; } = _ => Task.FromResult(true);

    /// <summary>What happens between taking a message and saying so; false to report nothing on it later.</summary>
    public Func<Guid, Task<bool>> Taken { get; set; } = _ => Task.FromResult(true);

    /// <summary>The messages that it took, each as often as it did.</summary>
    public IReadOnlyList<Guid> Messages => [.. taken];

    /// <summary>Reports that were not taken, for another reason than that nobody could.</summary>
    public IReadOnlyList<string> Refused => [.. refused];

    public static async Task<TwilioDouble> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var twilio = new TwilioDouble(app);
        app.MapPost($"/2010-04-01/Accounts/{AccountSid}/Messages.json", twilio.TakeAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return twilio;
    }

    /// <summary>What the program has to be told.</summary>
    public string[] Arguments() =>
    [
        "--Sms:Gateway=Twilio", $"--Sms:PublicUrl={PublicUrl}", $"--Sms:Twilio:Url={app.Urls.Single()}", $"--Sms:Twilio:AccountSid={AccountSid}",
        $"--Sms:Twilio:AuthToken={token}", "--Sms:Twilio:From=+15555550000",
    ];

    /// <summary>Begins to report that what it took was delivered, of every tenth message twice.</summary>
    /// <param name="reach">A client of the program, once it can be reached.</param>
    /// <param name="reported">What happens when a report was taken.</param>
    public void Report(Func<Task<HttpClient>> reach, Func<Task> reported) =>
        reporting = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var count = 0;
            await foreach (var callback in callbacks.Reader.ReadAllAsync())
            {
                for (var turn = count++ % 10 == 0 ? 2 : 1; turn > 0; turn--)
                {
                    await ReportAsync(callback, reach);
                    await reported();
                }
            }
        })));

    /// <summary>Waits until everything is reported; nothing is taken after that.</summary>
    public async Task UntilReportedAsync()
    {
        callbacks.Writer.TryComplete();
        await reporting;
    }

    public async ValueTask DisposeAsync()
    {
        callbacks.Writer.TryComplete();
        await app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        var credentials = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{AccountSid}:{token}"));
        if (context.Request.Headers.Authorization != credentials)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        var callback = (await context.Request.ReadFormAsync(CancellationToken.None))["StatusCallback"].ToString();
        var id = Guid.Parse(QueryHelpers.ParseQuery(new Uri(callback).Query)["id"].ToString());
        if (!await Taking(id))
        {
            context.Abort();
            return;
        }

        taken.Enqueue(id);
        if (await Taken(id))
        {
            callbacks.Writer.TryWrite(callback);
        }

        context.Response.StatusCode = StatusCodes.Status201Created;
        await context.Response.WriteAsJsonAsync(new { sid = SidOf(id), status = "queued" });
    }

    private async Task ReportAsync(string callback, Func<Task<HttpClient>> reach)
    {
        var id = Guid.Parse(QueryHelpers.ParseQuery(new Uri(callback).Query)["id"].ToString());
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["AccountSid"] = AccountSid,
            ["MessageSid"] = SidOf(id),
            ["MessageStatus"] = "delivered",
        };
        var signed = callback + string.Concat(fields.Select(field => field.Key + field.Value));
#pragma warning disable CA5350 // HMAC-SHA1 is what Twilio signs with.
        var signature = Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(signed)));
#pragma warning restore CA5350
        while (true)
        {
            var client = await reach();
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(callback).PathAndQuery);
                request.Content = new FormUrlEncodedContent(fields);
                request.Headers.Add("X-Twilio-Signature", signature);
                using var response = await client.SendAsync(request);
                if (response.StatusCode == HttpStatusCode.NoContent)
                {
                    return;
                }

                if (response.StatusCode != HttpStatusCode.ServiceUnavailable)
                {
                    refused.Enqueue($"{response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
                    return;
                }

                await Task.Delay(20);
            }
            catch (HttpRequestException)
            {
                // The program was killed; it is reached again when it is back.
            }
        }
    }

    private static string SidOf(Guid id) => $"SM{id:N}";
}
