using Concierge.Application.Sms;
using Concierge.Domain.Sms;
using Concierge.Infrastructure.Sms.Gateways;
using Concierge.Infrastructure.Startup;

namespace Concierge.Infrastructure.Sms;

/// <summary>The section <c>Sms</c>.</summary>
internal sealed class SmsOptions
{
    public const string Section = "Sms";

    /// <summary>Name of the gateway; see <see cref="ISmsGateway.Name"/>.</summary>
    public string Gateway { get; set; } = SandboxGateway.GatewayName;

    /// <summary>Prefix of numbers of ten digits.</summary>
    public string DefaultCountryCode { get; set; } = "+1";

    /// <summary>Public address of this service, for delivery reports.</summary>
    public string PublicUrl { get; set; } = "";

    /// <summary>Time after which a due message expires.</summary>
    public TimeSetting TimeToLive { get; set; } = TimeSpan.FromHours(4);

    /// <summary>See <see cref="SendPolicy.RetryDelay"/>.</summary>
    public TimeSetting RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>See <see cref="SendPolicy.Lease"/>.</summary>
    public TimeSetting Lease { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>See <see cref="SendPolicy.OrderPatience"/>.</summary>
    public TimeSetting OrderPatience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>See <see cref="SendPolicy.ReportTimeout"/>.</summary>
    public TimeSetting ReportTimeout { get; set; } = TimeSpan.FromHours(72);

    /// <summary>Maximum duration of a call to the gateway.</summary>
    public TimeSetting Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>See <see cref="SmsLimits.PerRecipient"/>.</summary>
    public int? RatePerRecipient { get; set; }

    /// <summary>See <see cref="SmsLimits.RecipientPeriod"/>.</summary>
    public TimeSetting RecipientPeriod { get; set; } = TimeSpan.FromHours(1);

    /// <summary>See <see cref="SmsLimits.PerDay"/>.</summary>
    public int? DailyQuota { get; set; }

    /// <summary>See <see cref="SmsSettings.Retention"/>.</summary>
    public TimeSetting? Retention { get; set; }

    /// <summary>Maximum number of messages that one replica sends per second.</summary>
    public int RatePerSecond { get; set; } = 50;

    /// <summary>Maximum number of messages that one replica sends at the same time.</summary>
    public int Parallelism { get; set; } = 16;

    /// <summary>Interval at which the dispatcher looks for due messages if nothing wakes it.</summary>
    public TimeSetting PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    public KannelOptions Kannel { get; set; } = new();

    public TwilioOptions Twilio { get; set; } = new();

    /// <summary>
    /// Whether <see cref="PublicUrl"/> is encrypted, or stays on this machine. Delivery reports prove themselves with values in their
    /// address.
    /// </summary>
    public bool IsPublicUrlSafe => Uri.TryCreate(PublicUrl, UriKind.Absolute, out var url) && url.UserInfo.Length == 0
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));

    public SmsSettings ToSettings() => new(
        DefaultCountryCode, TimeToLive, new(RetryDelay, Lease, OrderPatience, ReportTimeout),
        new(RatePerRecipient, RecipientPeriod, DailyQuota), Retention?.Value);
}

/// <summary>The section <c>Sms:Kannel</c>.</summary>
internal sealed class KannelOptions
{
    /// <summary>Address of <c>sendsms</c>.</summary>
    public string Url { get; set; } = "http://127.0.0.1:13013/cgi-bin/sendsms";

    public string Username { get; set; } = "";

    public string Password { get; set; } = "";

    /// <summary>Sender that recipients see.</summary>
    public string From { get; set; } = "";

    /// <summary>
    /// Maximum number of parts of a text. Must not be greater than <c>max-messages</c> of the gateway's <c>sendsms-user</c>, which cuts
    /// longer texts.
    /// </summary>
    public int MaxParts { get; set; } = 1;
}

/// <summary>The section <c>Sms:Twilio</c>.</summary>
internal sealed class TwilioOptions
{
    /// <summary>Address of the API, or of a compatible one.</summary>
    public string Url { get; set; } = "https://api.twilio.com";

    public string AccountSid { get; set; } = "";

    public string AuthToken { get; set; } = "";

    /// <summary>The sender that recipients see: a number, or the id of a messaging service (<c>MG...</c>).</summary>
    public string From { get; set; } = "";

    public bool IsComplete => !string.IsNullOrWhiteSpace(AccountSid) && !string.IsNullOrWhiteSpace(AuthToken) && From.Length > 0;
}
