namespace Concierge.Api.Tests.WebConsole;

/// <summary>Chromium on this machine.</summary>
internal static class Chromium
{
    public const string Missing = "Chromium is missing (Debian, Ubuntu: apt-get install chromium).";

    /// <summary>Gets its path; null if it is missing.</summary>
    public static string? Path { get; } = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }
        .FirstOrDefault(File.Exists);

    /// <summary>Arguments with which it runs without a display and calls nobody.</summary>
    public static string[] Arguments { get; } =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];
}
