using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Concierge.Application;
using Concierge.Infrastructure.Postgres;
using Microsoft.Extensions.Options;

namespace Concierge.Infrastructure.Sms;

/// <summary>
/// The keys of the settings. Where there are none, and the database is the embedded one, they are made once and kept beside its data, readable for the
/// program's own user alone; an external database is never written to without keys that somebody chose.
/// </summary>
internal sealed partial class SmsKeyRing(IOptions<SmsOptions> options, Database database)
{
    /// <summary>The size of every key, in bytes (AES-256; RFC 2104 §3 for the index).</summary>
    public const int KeySize = 32;

    private const string FileName = "sms-keys.json";

    private readonly Lazy<Keys> keys = new(() => Read(options.Value.Encryption, database.DataDirectory));

    public string CurrentId => keys.Value.CurrentId;

    /// <summary>The key of the index of numbers.</summary>
    public byte[] Index => keys.Value.Index;

    /// <summary>The key with which the tokens in the addresses for delivery reports are made.</summary>
    public byte[] Reports => keys.Value.Reports;

    /// <summary>The key that encrypts those with which users' tokens are made.</summary>
    public byte[] Tokens => keys.Value.Tokens;

    /// <summary>The key with this id, or null.</summary>
    public byte[]? Find(string id) => keys.Value.ById.GetValueOrDefault(id);

    private static Keys Read(SmsEncryptionOptions settings, string? dataDirectory)
    {
        if (settings.Keys.Count == 0 && dataDirectory is not null)
        {
            settings = ReadFile(Path.Combine(dataDirectory, FileName));
        }

        var byId = settings.Keys.ToDictionary(key => key.Key, key => ReadKey($"Sms:Encryption:Keys:{key.Key}", key.Value));
        if (byId.Count == 0)
        {
            throw new StartupException(
                "Phone numbers and texts are encrypted, and there are no keys. Set Sms:Encryption:Keys:<id> and Sms:Encryption:IndexKey, each to 32 random bytes "
                + "in base64 (openssl rand -base64 32), and Sms:Encryption:CurrentKey to the id.");
        }

        if (byId.Keys.FirstOrDefault(id => !KeyId().IsMatch(id)) is { } odd)
        {
            throw new StartupException($"Sms:Encryption:Keys:{odd}: the id of a key has 1 to 32 letters, digits, hyphens, dots or underscores.");
        }

        if (settings.CurrentKey is null || !byId.ContainsKey(settings.CurrentKey))
        {
            // Not repeated: it may be a key that was set in the place of its id.
            throw new StartupException("Sms:Encryption:CurrentKey is none of the ids in Sms:Encryption:Keys.");
        }

        var index = ReadKey("Sms:Encryption:IndexKey", settings.IndexKey);
        return new(byId, settings.CurrentKey, index, Derive(index, "sms delivery reports"u8), Derive(index, "user token keys"u8));
    }

    /// <summary>A key of its own for each purpose (RFC 5869).</summary>
    private static byte[] Derive(byte[] key, ReadOnlySpan<byte> purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, KeySize, info: purpose.ToArray());

    private static byte[] ReadKey(string setting, string? text)
    {
        var key = new byte[KeySize];
        return text is not null && Convert.TryFromBase64String(text, key, out var length) && length == KeySize
            ? key
            : throw new StartupException($"{setting} is not {KeySize} bytes in base64.");
    }

    private static SmsEncryptionOptions ReadFile(string path)
    {
        try
        {
            if (!File.Exists(path))
            {
                MakeFile(path);
            }

            return JsonSerializer.Deserialize<SmsEncryptionOptions>(File.ReadAllBytes(path)) is { Keys: not null } read ? read : throw new JsonException();
        }
        catch (JsonException)
        {
            // Without a word of what is written in it.
            throw new StartupException($"{path} is not a file of keys.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The file of keys, {path}, cannot be used: {exception.Message}");
        }
    }

    private static void MakeFile(string path)
    {
        var id = "k1";
        var made = new SmsEncryptionOptions { Keys = { [id] = NewKey() }, CurrentKey = id, IndexKey = NewKey() };
        var file = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            file.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        // Written whole under another name first: an interrupted start leaves no half a file of keys.
        var work = path + ".new";
        File.Delete(work);
        using (var stream = new FileStream(work, file))
        {
            JsonSerializer.Serialize(stream, made);
            stream.Flush(flushToDisk: true);
        }

        File.Move(work, path);
    }

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeySize));

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,32}\z")]
    private static partial Regex KeyId();

    private sealed record Keys(Dictionary<string, byte[]> ById, string CurrentId, byte[] Index, byte[] Reports, byte[] Tokens);
}
