using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Concierge.Application;
using Concierge.Infrastructure.Postgres;
using Microsoft.Extensions.Options;

namespace Concierge.Infrastructure.Encryption;

/// <summary>
/// The encryption keys, from the settings. Without settings, the embedded database gets keys in a file beside its data; an external
/// database requires settings.
/// </summary>
internal sealed partial class KeyRing(IOptions<EncryptionOptions> options, Database database)
{
    private readonly Lazy<Keys> keys = new(() => Read(options.Value, database.DataDirectory));

    /// <summary>Section of the settings that the SMS keys come from, for error messages.</summary>
    public string SmsSection => keys.Value.SmsSection;

    /// <summary>Id of the key that encrypts phone numbers and texts.</summary>
    public string CurrentId => keys.Value.CurrentId;

    /// <summary>Ids of the keys that decrypt phone numbers and texts.</summary>
    public string[] Ids => [.. keys.Value.ById.Keys];

    /// <summary>Key of the blind index of phone numbers.</summary>
    public byte[] Index => keys.Value.Index;

    /// <summary>Key of the tokens in callback addresses for delivery reports.</summary>
    public byte[] Reports => keys.Value.Reports;

    /// <summary>Key that encrypts the data protection keys of user tokens.</summary>
    public byte[] Tokens => keys.Value.Tokens;

    /// <summary>Key of the signing secrets of webhook endpoints.</summary>
    public byte[] Webhooks => keys.Value.Webhooks;

    /// <summary>Gets the key with this id for phone numbers and texts, or null.</summary>
    public byte[]? Find(string id) => keys.Value.ById.GetValueOrDefault(id);

    private static Keys Read(EncryptionOptions options, string? dataDirectory)
    {
        var (section, sms) = options.FormerSms.IsSet && !options.Sms.IsSet
            ? (EncryptionOptions.FormerSmsSection, options.FormerSms)
            : ($"{EncryptionOptions.Section}:Sms", options.Sms);
        var isFromFile = sms.Keys.Count == 0 && dataDirectory is not null;
        var file = dataDirectory is null ? null : KeyFile.Read(dataDirectory, create: isFromFile);
        if (isFromFile)
        {
            sms = file!.ToSms();
        }

        var byId = sms.Keys.ToDictionary(key => key.Key, key => ReadKey($"{section}:Keys:{key.Key}", key.Value));
        if (byId.Count == 0)
        {
            throw new StartupException(
                "Phone numbers and texts are encrypted, and there are no keys. Set Encryption:Sms:Keys:<id> and Encryption:Sms:IndexKey, "
                + "each to 32 random bytes in base64 (openssl rand -base64 32), and Encryption:Sms:CurrentKey to the id.");
        }

        if (byId.Keys.FirstOrDefault(id => !KeyId().IsMatch(id)) is { } invalid)
        {
            throw new StartupException(
                $"{section}:Keys:{invalid}: the id of a key must be 1 to 32 letters, digits, hyphens, dots or underscores.");
        }

        if (sms.CurrentKey is null || !byId.ContainsKey(sms.CurrentKey))
        {
            // The value is not repeated: it may be a key that was set instead of an id.
            throw new StartupException($"{section}:CurrentKey is none of the ids in {section}:Keys.");
        }

        var index = ReadKey($"{section}:IndexKey", sms.IndexKey);
        if (isFromFile && file!.IsIncomplete)
        {
            file = file.Complete(dataDirectory!);
        }

        return new(
            section,
            byId,
            sms.CurrentKey,
            index,
            Derive(ReadKey("Encryption:Reports:Key", options.Reports.Key, file?.ReportsKey) ?? index, "sms delivery reports"u8),
            Derive(ReadKey("Encryption:Tokens:Key", options.Tokens.Key, file?.TokensKey) ?? index, "user token keys"u8),
            Derive(ReadKey("Encryption:Webhooks:Key", options.Webhooks.Key, file?.WebhooksKey) ?? index, "webhook secrets"u8));
    }

    /// <summary>Derives a separate key for each purpose (HKDF, RFC 5869), because all purposes may share the blind-index key.</summary>
    private static byte[] Derive(byte[] key, ReadOnlySpan<byte> purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, Envelope.KeySize, info: purpose.ToArray());

    /// <summary>Reads the key of the setting, else of the file, or returns null.</summary>
    private static byte[]? ReadKey(string setting, string? text, string? inFile) =>
        string.IsNullOrEmpty(text) && string.IsNullOrEmpty(inFile) ? null : ReadKey(setting, string.IsNullOrEmpty(text) ? inFile : text);

    private static byte[] ReadKey(string setting, string? text)
    {
        var key = new byte[Envelope.KeySize];
        return text is not null && Convert.TryFromBase64String(text, key, out var length) && length == key.Length
            ? key
            : throw new StartupException($"{setting} is not {key.Length} bytes in base64.");
    }

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,32}\z")]
    private static partial Regex KeyId();

    private sealed record Keys(
        string SmsSection, Dictionary<string, byte[]> ById, string CurrentId, byte[] Index, byte[] Reports, byte[] Tokens, byte[] Webhooks);
}
