using System.Collections.Concurrent;
using Concierge.Api.Tests.Hosting;
using Microsoft.AspNetCore.Hosting;

namespace Concierge.Api.Tests.Sms;

/// <summary>
/// Kannel's <c>sendsms</c>: accepts each message with valid credentials, unless the test has scripted another response for the number.
/// </summary>
internal sealed class KannelDouble : IAsyncDisposable
{
    public const string Path = "/cgi-bin/sendsms";

    public const string Username = "user & co";

    public const string Password = "p%d=+ä";

    public const string From = "Concierge";

    public const string PublicUrl = "https://sms.example:8000";

    public static readonly Reply Accepts = Replies.Whole(202, "0: Accepted for delivery");

    private readonly ConcurrentDictionary<string, ConcurrentQueue<Reply>> scripts = [];
    private readonly GatewayDouble server;

    public KannelDouble() => server = GatewayDouble.Listening(Answer);

    public string Url => server.Url + Path;

    public IReadOnlyCollection<GatewayRequest> Requests => server.Requests;

    /// <summary>What it does with the next messages to this number.</summary>
    public void Script(string phone, params Reply[] replies) => scripts[phone] = new(replies);

    public List<GatewayRequest> RequestsTo(string phone) => [.. Requests.Where(request => request.Query.GetValueOrDefault("to") == phone)];

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private Reply Answer(GatewayRequest request)
    {
        var query = request.Query;
        if (request.Method != "GET" || request.Path != Path)
        {
            return Replies.Whole(404);
        }

        if (query.GetValueOrDefault("username") != Username || query.GetValueOrDefault("password") != Password)
        {
            return Replies.Whole(403, "Authorization failed for sendsms");
        }

        return scripts.TryGetValue(query["to"], out var script) && script.TryDequeue(out var reply) ? reply : Accepts;
    }
}

/// <summary>The product with Kannel's double.</summary>
public sealed class KannelFixture(TestDatabases databases) : ApiFixture(databases), IAsyncLifetime
{
    internal KannelDouble Kannel { get; } = new();

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        await Kannel.DisposeAsync();
    }

    protected override void Configure(IWebHostBuilder builder)
    {
        base.Configure(builder);
        builder
            .UseSetting("Sms:Gateway", "Kannel")
            .UseSetting("Sms:PublicUrl", KannelDouble.PublicUrl)
            .UseSetting("Sms:RetryDelay", "00:00:00.050")
            .UseSetting("Sms:PollInterval", "00:00:00.050")
            .UseSetting("Sms:Kannel:Url", Kannel.Url)
            .UseSetting("Sms:Kannel:Username", KannelDouble.Username)
            .UseSetting("Sms:Kannel:Password", KannelDouble.Password)
            .UseSetting("Sms:Kannel:From", KannelDouble.From);
    }
}
