using Microsoft.AspNetCore.Hosting;

namespace Concierge.Api.Tests.Hosting;

/// <summary>What the product wants to be told when it is not to use its own PostgreSQL.</summary>
internal static class ExternalDatabase
{
    /// <summary>The settings: the address, and keys, as good for tests as any others.</summary>
    public static IEnumerable<(string Name, string Value)> Settings(string connectionString) =>
    [
        ("ConnectionStrings:Concierge", connectionString),
        ("Encryption:Sms:Keys:test", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="),
        ("Encryption:Sms:CurrentKey", "test"),
        ("Encryption:Sms:IndexKey", "Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA="),
    ];

    /// <summary>The settings as variables of the environment.</summary>
    public static (string Name, string Value)[] Variables(string connectionString) =>
        [.. Settings(connectionString).Select(setting => (setting.Name.Replace(":", "__", StringComparison.Ordinal), setting.Value))];

    /// <summary>The settings as arguments; a later one wins over an earlier one.</summary>
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
