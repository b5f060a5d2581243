using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Concierge.Api.Tests.Hosting;
using Microsoft.AspNetCore.Hosting;

namespace Concierge.Api.Tests.Documents;

/// <summary>What the README tells a reader to paste, pasted.</summary>
public sealed partial class ReadmeTests(ReadmeTests.DevelopmentFixture api) : IClassFixture<ReadmeTests.DevelopmentFixture>
{
    [Fact]
    public async Task CurlLines_WhenRunInOrder_ReturnWhatReadmeShows()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/curl"), "This test pastes into a shell with curl.");
        var script = Script().Replace("http://127.0.0.1:8000", api.Client.BaseAddress!.ToString().TrimEnd('/'), StringComparison.Ordinal);
        var promised = Promise().Matches(script).Select(match => match.Groups[1].Value).ToList();
        var (output, statuses) = await PasteAsync(script);

        Assert.Equal(promised, statuses);
        Assert.Contains("\"unread_count\":1", output, StringComparison.Ordinal);
        Assert.Contains("\"liked_by\":[\"bob\"]", output, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"not_the_sender\"", output, StringComparison.Ordinal);
        Assert.Contains("\"body\":null", output, StringComparison.Ordinal);
        Assert.Contains("\"encoding\":\"GSM-7\",\"characters\":23,\"segments\":1", output, StringComparison.Ordinal);
        Assert.Contains("\"status\":\"canceled\",\"is_final\":true", output, StringComparison.Ordinal);
        Assert.Contains("\"next_available\":\"2022-11-01T14:11:11.111Z\"", output, StringComparison.Ordinal);
        Assert.Contains(
            "\"free\":[{\"from\":\"2022-11-01T00:00:00.000Z\",\"to\":\"2022-11-01T08:11:11.111Z\"}", output, StringComparison.Ordinal);
    }

    /// <summary>A reader starts in Development mode, which asks for no credentials.</summary>
    public sealed class DevelopmentFixture(TestDatabases databases) : KestrelFixture(databases)
    {
        protected override void Configure(IWebHostBuilder builder) => builder.UseSetting("Auth:Mode", "Development");
    }

    private static string Script([CallerFilePath] string thisFile = "")
    {
        var readme = File.ReadAllText(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..", "README.md"));
        return string.Concat(Block().Matches(readme).Select(block => block.Groups[1].Value));
    }

    /// <summary>Runs the script with each curl telling its status on standard error as well.</summary>
    private static async Task<(string Output, List<string> Statuses)> PasteAsync(string script)
    {
        var wrapped = "curl() { command curl --write-out '%{stderr}%{http_code}\\n' \"$@\"; }\n" + script;
        using var shell = Process.Start(
            new ProcessStartInfo("bash", ["-c", wrapped]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var statuses = await shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (await output, [.. statuses.Split('\n', StringSplitOptions.RemoveEmptyEntries)]);
    }

    [GeneratedRegex("```sh\n(api=.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("^# (\\d{3})", RegexOptions.Multiline)]
    private static partial Regex Promise();
}
