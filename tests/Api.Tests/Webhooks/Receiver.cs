using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Concierge.Api.Tests.Webhooks;

/// <summary>A request that a receiver got.</summary>
internal sealed record Received(string Path, string Id, long Timestamp, string Signature, byte[] Body, DateTimeOffset At)
{
    public string ResourceId => (string)JsonNode.Parse(Body)!["resource_id"]!;
}

/// <summary>A receiver of webhooks on loopback. Answers 204 unless the test says otherwise.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication server;
    private readonly ConcurrentQueue<Received> requests = [];

    private Receiver(WebApplication server) => this.server = server;

    public ConcurrentQueue<Received> Requests => requests;

    /// <summary>What the receiver answers.</summary>
    public Func<Received, HttpContext, Task> Answer { get; set; } = (_, http) => Status(http, HttpStatusCode.NoContent);

    public string Url { get; private set; } = "";

    public static async Task<Receiver> StartAsync(string address = "127.0.0.1")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://{address}:0");
        var receiver = new Receiver(builder.Build());
        receiver.server.Run(receiver.ReceiveAsync);
        await receiver.server.StartAsync(TestContext.Current.CancellationToken);
        receiver.Url = receiver.server.Urls.Single();
        return receiver;
    }

    public static Task Status(HttpContext http, HttpStatusCode status)
    {
        http.Response.StatusCode = (int)status;
        return Task.CompletedTask;
    }

    public void AnswerWith(HttpStatusCode status) => Answer = (_, http) => Status(http, status);

    public List<Received> Of(string path) => [.. requests.Where(request => request.Path == path)];

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task ReceiveAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var headers = http.Request.Headers;
        var request = new Received(
            http.Request.Path, headers["webhook-id"].ToString(), long.Parse(headers["webhook-timestamp"].ToString()),
            headers["webhook-signature"].ToString(), body.ToArray(), TimeProvider.System.GetUtcNow());
        requests.Enqueue(request);
        await Answer(request, http);
    }
}
