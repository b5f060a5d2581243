using Microsoft.AspNetCore.Hosting;

namespace Concierge.Api.Tests.Hosting;

/// <summary>Settings for an external PostgreSQL.</summary>
internal static class ExternalDatabase
{
    /// <summary>Gets the connection string and the encryption keys.</summary>
    public static IEnumerable<(string Name, string Value)> Settings(string connectionString) =>
    [
        ("ConnectionStrings:Concierge", connectionString),
        ("Encryption:Sms:Keys:test", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="),
        ("Encryption:Sms:CurrentKey", "test"),
        ("Encryption:Sms:IndexKey", "Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA="),
    ];

    /// <summary>Gets the settings as environment variables.</summary>
    public static (string Name, string Value)[] Variables(string connectionString) =>
        [.. Settings(connectionString).Select(setting => (setting.Name.Replace(":", "__", StringComparison.Ordinal), setting.Value))];

    /// <summary>Gets the settings as arguments. A later argument overrides an earlier one.</summary>
    public static string[] Arguments(string connectionString, params (string Name, string Value)[] more) =>
        Arguments([.. Settings(connectionString), .. more]);

    public static string[] Arguments(IEnumerable<(string Name, string Value)> settings) =>
        [.. settings.Select(setting => $"--{setting.Name}={setting.Value}")];

    public static IWebHostBuilder UseDatabase(this IWebHostBuilder builder, string connectionString)
    {
        foreach (var (name, value) in Settings(connectionString))
        {
            builder.UseSetting(name, value);
        }

        return builder.UseCredentials();
    }
}
