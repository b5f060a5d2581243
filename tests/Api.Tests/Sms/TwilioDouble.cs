using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Concierge.Api.Tests.Hosting;
using Microsoft.AspNetCore.Hosting;

namespace Concierge.Api.Tests.Sms;

/// <summary>
/// A server that is compatible with Twilio. It accepts only documented requests. A test can script the response to messages to a number; by
/// default, the server accepts them.
/// </summary>
internal sealed class TwilioDouble : IAsyncDisposable
{
    public const string AccountSid = "AC0123456789abcdef0123456789abcdef";

    public const string AuthToken = "a token: with = and +";

    public const string From = "+15005550006";

    /// <summary>Where the product says that it is; with a path and a slash at its end, as operators write it.</summary>
    public const string PublicUrl = "https://sms.example/v1/";

    /// <summary>What it answers when it accepts.</summary>
    public static readonly Reply Accepts = Replies.Whole(201, """{"sid":"SM1","status":"queued","error_code":null}""");

    private readonly ConcurrentDictionary<string, ConcurrentQueue<Reply>> scripts = [];
    private readonly string sender;
    private readonly GatewayDouble server;

    /// <param name="sender">The sender that it wants to see: a number or the id of a messaging service.</param>
    /// <param name="isListening">Whether it listens at once.</param>
    public TwilioDouble(string sender = From, bool isListening = true)
    {
        this.sender = sender;
        server = new(Answer);
        if (isListening)
        {
            server.Listen();
        }
    }

    public string Url => server.Url;

    /// <summary>What it does with messages for which nothing is scripted.</summary>
    public Func<GatewayRequest, Reply> Unscripted { get; set; } = _ => Accepts;

    /// <summary>What it answers when it is asked for a message.</summary>
    public Func<GatewayRequest, Reply> OnAsked { get; set; } = _ => Replies.Whole(404, """{"code":20404}""");

    /// <summary>What a program has to be told to hand over to this server.</summary>
    public string[] Arguments =>
    [
        "--Sms:Gateway=Twilio", $"--Sms:PublicUrl={PublicUrl}", $"--Sms:Twilio:Url={Url}", $"--Sms:Twilio:AccountSid={AccountSid}",
        $"--Sms:Twilio:AuthToken={AuthToken}", $"--Sms:Twilio:From={From}",
    ];

    public IReadOnlyCollection<GatewayRequest> Requests => server.Requests;

    public void Listen() => server.Listen();

    /// <summary>What it does with the next messages to this number.</summary>
    public void Script(string phone, params Reply[] replies) => scripts[phone] = new(replies);

    public List<GatewayRequest> RequestsTo(string phone) => [.. Requests.Where(request => request.Form.GetValueOrDefault("To") == phone)];

    /// <summary>
    /// The signature that Twilio documents: HMAC-SHA1 with the auth token, over the address and the fields in order of their names.
    /// </summary>
    public static string Sign(string url, IEnumerable<KeyValuePair<string, string>> fields, string token = AuthToken)
    {
        var sorted = new SortedDictionary<string, string>(fields.ToDictionary(), StringComparer.Ordinal);
        var signed = new StringBuilder(url);
        foreach (var (name, value) in sorted)
        {
            signed.Append(name).Append(value);
        }

#pragma warning disable CA5350 // It is what Twilio signs with.
        return Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(signed.ToString())));
#pragma warning restore CA5350
    }

    /// <summary>Has the product hand over to this server.</summary>
    public IWebHostBuilder Configure(IWebHostBuilder builder) => builder
        .UseSetting("Sms:Gateway", "Twilio")
        .UseSetting("Sms:PublicUrl", PublicUrl)
        .UseSetting("Sms:RetryDelay", "00:00:00.050")
        .UseSetting("Sms:PollInterval", "00:00:00.050")
        .UseSetting("Sms:RatePerSecond", "1000")
        .UseSetting("Sms:Twilio:Url", Url)
        .UseSetting("Sms:Twilio:AccountSid", AccountSid)
        .UseSetting("Sms:Twilio:AuthToken", AuthToken)
        .UseSetting("Sms:Twilio:From", From);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private Reply Answer(GatewayRequest request)
    {
        var messages = $"/2010-04-01/Accounts/{AccountSid}/Messages";
        var isQuestion = request.Method == "GET" && request.Target.StartsWith(messages + "/SM", StringComparison.Ordinal);
        if (!isQuestion && (request.Method != "POST" || request.Target != messages + ".json"))
        {
            return Replies.Whole(404, """{"code":20404}""");
        }

        if (request.Headers.GetValueOrDefault("Authorization")
            != "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{AccountSid}:{AuthToken}")))
        {
            return Replies.Whole(401, """{"code":20003}""");
        }

        if (isQuestion)
        {
            return OnAsked(request);
        }

        var form = request.Form;
        string[] names =
            ["To", sender.StartsWith("MG", StringComparison.Ordinal) ? "MessagingServiceSid" : "From", "Body", "StatusCallback"];
        if (request.Headers["Content-Type"] != "application/x-www-form-urlencoded"
            || !form.Keys.Order().SequenceEqual(names.Order()) || form[names[1]] != sender)
        {
            return Replies.Whole(400, """{"code":21604}""");
        }

        return scripts.TryGetValue(form["To"], out var script) && script.TryDequeue(out var reply) ? reply : Unscripted(request);
    }
}

/// <summary>The product with Twilio's double.</summary>
public sealed class TwilioFixture(TestDatabases databases) : ApiFixture(databases), IAsyncLifetime
{
    internal TwilioDouble Twilio { get; } = new();

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        await Twilio.DisposeAsync();
    }

    protected override void Configure(IWebHostBuilder builder)
    {
        base.Configure(builder);
        Twilio.Configure(builder);
    }
}

/// <summary>The product with Twilio's double, for whose answers it does not wait long.</summary>
public sealed class ImpatientTwilioFixture(TestDatabases databases) : ApiFixture(databases), IAsyncLifetime
{
    internal TwilioDouble Twilio { get; } = new();

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        await Twilio.DisposeAsync();
    }

    protected override void Configure(IWebHostBuilder builder)
    {
        base.Configure(builder);
        Twilio.Configure(builder).UseSetting("Sms:Timeout", "00:00:00.500");
    }
}

/// <summary>The product with a gateway that is not there yet.</summary>
public sealed class AwayTwilioFixture(TestDatabases databases) : ApiFixture(databases), IAsyncLifetime
{
    internal TwilioDouble Twilio { get; } = new(isListening: false);

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        await Twilio.DisposeAsync();
    }

    protected override void Configure(IWebHostBuilder builder)
    {
        base.Configure(builder);
        Twilio.Configure(builder);
    }
}
