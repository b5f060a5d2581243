using Concierge.Application;

namespace Concierge.Api.Configuration;

/// <summary>
/// Replaces each setting <c>Name_FILE</c> by the setting <c>Name</c> with the content of the file. Names outside a section belong to other
/// programs, such as <c>SSL_CERT_FILE</c>, except those of the exporter of OpenTelemetry.
/// </summary>
/// <param name="settings">The settings without files.</param>
internal sealed class SecretFileProvider(IConfigurationProvider settings) : ConfigurationProvider
{
    private const string Suffix = "_FILE";

    private const string Exporter = "OTEL_EXPORTER_OTLP_";

    /// <exception cref="StartupException">A file cannot be used. The message names the setting, never the path or the content.</exception>
    public override void Load()
    {
        using var root = new ConfigurationRoot([settings]);
        Data = root.AsEnumerable().Where(setting => setting.Value is not null)
            .ToDictionary(setting => setting.Key, setting => setting.Value, StringComparer.OrdinalIgnoreCase);
        foreach (var name in Data.Keys.Where(IsFile).ToList())
        {
            Data.Remove(name, out var path);
            if (!string.IsNullOrEmpty(path))
            {
                SetFrom(path, name[..^Suffix.Length], name);
            }
        }
    }

    private static bool IsFile(string name) =>
        name.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase)
        && (name.Contains(ConfigurationPath.KeyDelimiter, StringComparison.Ordinal)
            || name.StartsWith(Exporter, StringComparison.OrdinalIgnoreCase));

    private void SetFrom(string path, string setting, string name)
    {
        if (!string.IsNullOrEmpty(Data.TryGetValue(setting, out var value) ? value : null))
        {
            throw new StartupException($"{setting} and {name} are both set; set one of them.");
        }

        // Files of secrets end with a line break where an editor or echo wrote them.
        var content = Read(path, name).TrimEnd('\r', '\n');
        Data[setting] = content.Length > 0 ? content : throw new StartupException($"The file that {name} names is empty.");
    }

    private static string Read(string path, string name)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new StartupException($"The file that {name} names does not exist.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The file that {name} names cannot be read.");
        }
    }
}
