using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Sms;
using Microsoft.AspNetCore.WebUtilities;

namespace Concierge.Api.Tests.Processes;

/// <summary>Test double of Twilio that reports on accepted messages and retries each report until the product accepts it.</summary>
internal sealed class ReportingTwilio : IAsyncDisposable
{
    private readonly ConcurrentQueue<Guid> taken = [];
    private readonly ConcurrentQueue<string> refused = [];
    private readonly Channel<string> callbacks = Channel.CreateUnbounded<string>();
    private readonly TwilioDouble twilio = new();
    private Task reporting = Task.CompletedTask;

    public ReportingTwilio() => twilio.Unscripted = Take;

    /// <summary>Called before a message is accepted; false closes the connection instead.</summary>
    public Func<Guid, Task<bool>> Taking { get; set; } = _ => Task.FromResult(true);

    /// <summary>What happens between taking a message and saying so; false to report nothing on it later.</summary>
    public Func<Guid, Task<bool>> Taken { get; set; } = _ => Task.FromResult(true);

    /// <summary>The messages that it took, each as often as it did.</summary>
    public IReadOnlyList<Guid> Messages => [.. taken];

    /// <summary>Reports that were not taken, for another reason than that nobody could.</summary>
    public IReadOnlyList<string> Refused => [.. refused];

    /// <summary>What the program has to be told.</summary>
    public string[] Arguments => twilio.Arguments;

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
        await twilio.DisposeAsync();
    }

    private Reply Take(GatewayRequest request) => async (connection, end) =>
    {
        var callback = request.Form["StatusCallback"];
        var id = IdIn(callback);
        if (!await Taking(id))
        {
            return await Replies.Reset(connection, end);
        }

        taken.Enqueue(id);
        if (await Taken(id))
        {
            callbacks.Writer.TryWrite(callback);
        }

        return await Replies.Whole(201, $$"""{"sid":"{{SidOf(id)}}","status":"queued"}""")(connection, end);
    };

    private async Task ReportAsync(string callback, Func<Task<HttpClient>> reach)
    {
        var fields = new Dictionary<string, string>
        {
            ["AccountSid"] = TwilioDouble.AccountSid,
            ["MessageSid"] = SidOf(IdIn(callback)),
            ["MessageStatus"] = "delivered",
        };
        await Poll.UntilAsync(async () =>
        {
            var client = await reach();
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(callback).PathAndQuery);
                request.Content = new FormUrlEncodedContent(fields);
                request.Headers.Add("X-Twilio-Signature", TwilioDouble.Sign(callback, fields));
                using var response = await client.SendAsync(request);
                if (response.StatusCode is not (HttpStatusCode.NoContent or HttpStatusCode.ServiceUnavailable))
                {
                    refused.Enqueue($"{response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
                }

                return response.StatusCode != HttpStatusCode.ServiceUnavailable;
            }
            catch (HttpRequestException)
            {
                // The program was killed.
                return false;
            }
        });
    }

    private static Guid IdIn(string callback) => Guid.Parse(QueryHelpers.ParseQuery(new Uri(callback).Query)["id"].ToString());

    private static string SidOf(Guid id) => $"SM{id:N}";
}
