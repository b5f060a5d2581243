using Concierge.Application.Sms;
using Concierge.Domain.Sms;
using Concierge.Infrastructure.Sms.Gateways;
using Concierge.Infrastructure.Startup;

namespace Concierge.Infrastructure.Sms;

/// <summary>The section <c>Sms</c>.</summary>
internal sealed class SmsOptions
{
    public const string Section = "Sms";

    /// <summary>The name of the gateway; see <see cref="ISmsGateway.Name"/>.</summary>
    public string Gateway { get; set; } = SandboxGateway.GatewayName;

    /// <summary>Stands before numbers of ten digits.</summary>
    public string DefaultCountryCode { get; set; } = "+1";

    /// <summary>The address at which gateways reach this service for their reports.</summary>
    public string PublicUrl { get; set; } = "";

    /// <summary>How long after it is due a message may be handed over.</summary>
    public TimeSetting TimeToLive { get; set; } = TimeSpan.FromHours(4);

    /// <summary>See <see cref="SendPolicy.MaxAttempts"/>.</summary>
    public int MaxAttempts { get; set; } = 20;

    /// <summary>See <see cref="SendPolicy.RetryDelay"/>.</summary>
    public TimeSetting RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>See <see cref="SendPolicy.Lease"/>.</summary>
    public TimeSetting Lease { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long to wait for the gateway's answer.</summary>
    public TimeSetting Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Most messages that one replica hands over in a second.</summary>
    public int RatePerSecond { get; set; } = 50;

    /// <summary>Most messages that one replica hands over at the same time.</summary>
    public int Parallelism { get; set; } = 16;

    /// <summary>How often to look for messages that are due, when nothing wakes the dispatcher.</summary>
    public TimeSetting PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    public SmsEncryptionOptions Encryption { get; set; } = new();

    public KannelOptions Kannel { get; set; } = new();

    public TwilioOptions Twilio { get; set; } = new();

    public SendPolicy ToPolicy() => new(MaxAttempts, RetryDelay, Lease);

    public SmsSettings ToSettings() => new(DefaultCountryCode, TimeToLive);
}

/// <summary>The section <c>Sms:Encryption</c>.</summary>
internal sealed class SmsEncryptionOptions
{
    /// <summary>The keys by their ids: 32 bytes each, in base64.</summary>
    public Dictionary<string, string> Keys { get; set; } = [];

    /// <summary>The id of the key that encrypts; the others only decrypt.</summary>
    public string CurrentKey { get; set; } = "";

    /// <summary>The key of the index of numbers: 32 bytes, in base64.</summary>
    public string IndexKey { get; set; } = "";
}

/// <summary>The section <c>Sms:Kannel</c>.</summary>
internal sealed class KannelOptions
{
    /// <summary>The address of <c>sendsms</c>.</summary>
    public string Url { get; set; } = "http://127.0.0.1:13013/cgi-bin/sendsms";

    public string Username { get; set; } = "";

    public string Password { get; set; } = "";

    /// <summary>The sender that recipients see.</summary>
    public string From { get; set; } = "";
}

/// <summary>The section <c>Sms:Twilio</c>.</summary>
internal sealed class TwilioOptions
{
    /// <summary>The address of the API, or of one that is compatible.</summary>
    public string Url { get; set; } = "https://api.twilio.com";

    public string AccountSid { get; set; } = "";

    public string AuthToken { get; set; } = "";

    /// <summary>The sender that recipients see: a number, or the id of a messaging service (<c>MG...</c>).</summary>
    public string From { get; set; } = "";
}
