namespace Concierge.Infrastructure.Encryption;

/// <summary>The section <c>Encryption</c>: keys of their own for each purpose.</summary>
internal sealed class EncryptionOptions
{
    public const string Section = "Encryption";

    /// <summary>Former name of <c>Encryption:Sms</c>, still read.</summary>
    public const string FormerSmsSection = "Sms:Encryption";

    /// <summary>Keys of phone numbers and texts.</summary>
    public SmsKeyOptions Sms { get; set; } = new();

    /// <summary>Keys that are set by the former name. <see cref="Sms"/> takes precedence.</summary>
    public SmsKeyOptions FormerSms { get; } = new();

    /// <summary>Key of user tokens.</summary>
    public PurposeKeyOptions Tokens { get; set; } = new();

    /// <summary>Key of the tokens in callback addresses for delivery reports.</summary>
    public PurposeKeyOptions Reports { get; set; } = new();

    /// <summary>Key of the signing secrets of webhook endpoints.</summary>
    public PurposeKeyOptions Webhooks { get; set; } = new();
}

/// <summary>The section <c>Encryption:Sms</c>.</summary>
internal sealed class SmsKeyOptions
{
    /// <summary>Keys by id: 32 bytes each, in base64.</summary>
    public Dictionary<string, string> Keys { get; set; } = [];

    /// <summary>Id of the key that encrypts. The others only decrypt.</summary>
    public string CurrentKey { get; set; } = "";

    /// <summary>Key of the blind index of numbers: 32 bytes, in base64.</summary>
    public string IndexKey { get; set; } = "";

    /// <summary>Whether any of the settings is set.</summary>
    internal bool IsSet => Keys.Count > 0 || !string.IsNullOrEmpty(CurrentKey) || !string.IsNullOrEmpty(IndexKey);
}

/// <summary>The sections <c>Encryption:Tokens</c>, <c>Encryption:Reports</c> and <c>Encryption:Webhooks</c>.</summary>
internal sealed class PurposeKeyOptions
{
    /// <summary>The key: 32 bytes, in base64. If it is not set, the blind-index key is used.</summary>
    public string Key { get; set; } = "";
}
