using System.Security.Cryptography;
using System.Text.Json;
using Concierge.Application;

namespace Concierge.Infrastructure.Encryption;

/// <summary>The file of keys beside the data of the embedded database, readable only for its owner.</summary>
internal sealed record KeyFile(
    Dictionary<string, string> Keys, string CurrentKey, string IndexKey, string? TokensKey, string? ReportsKey, string? WebhooksKey)
{
    private const string FileName = "sms-keys.json";

    /// <summary>Reads the file. If there is none, creates it, or returns null if <paramref name="create"/> is false.</summary>
    /// <exception cref="StartupException">The file is damaged or cannot be used.</exception>
    public static KeyFile? Read(string folder, bool create) => Use(folder, path =>
    {
        if (!File.Exists(path))
        {
            return create ? Write(path, new(new() { ["k1"] = NewKey() }, "k1", NewKey(), NewKey(), NewKey(), NewKey())) : null;
        }

        return JsonSerializer.Deserialize<KeyFile>(File.ReadAllBytes(path)) is { Keys: not null } file ? file : throw new JsonException();
    });

    /// <summary>Whether an older version wrote the file, which did not have a key for each purpose.</summary>
    public bool IsIncomplete => TokensKey is null || WebhooksKey is null;

    /// <summary>
    /// Fixes the keys that an older version took from the blind-index key, so a later change of that key does not change them, and adds
    /// those that nothing used.
    /// </summary>
    public KeyFile Complete(string folder) => Use(
        folder,
        path => Write(path, this with
        {
            TokensKey = TokensKey ?? IndexKey,
            ReportsKey = ReportsKey ?? IndexKey,
            WebhooksKey = WebhooksKey ?? NewKey(),
        }))!;

    /// <summary>Converts the keys of phone numbers and texts to settings.</summary>
    public SmsKeyOptions ToSms() => new() { Keys = Keys, CurrentKey = CurrentKey, IndexKey = IndexKey };

    private static KeyFile? Use(string folder, Func<string, KeyFile?> use)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            return use(path);
        }
        catch (JsonException)
        {
            // The content is not repeated: it may hold keys.
            throw new StartupException($"{path} is not a file of keys.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The file of keys, {path}, cannot be used: {exception.Message}");
        }
    }

    private static KeyFile Write(string path, KeyFile keys)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        // Written under another name first: an interrupted start leaves no incomplete file.
        var work = path + ".new";
        File.Delete(work);
        using (var stream = new FileStream(work, options))
        {
            JsonSerializer.Serialize(stream, keys);
            stream.Flush(flushToDisk: true);
        }

        File.Move(work, path, overwrite: true);
        return keys;
    }

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(Envelope.KeySize));
}
