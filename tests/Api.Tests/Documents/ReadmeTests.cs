using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Concierge.Api.Tests.Hosting;
using Microsoft.AspNetCore.Hosting;

namespace Concierge.Api.Tests.Documents;

/// <summary>What the README and the guides tell a reader to paste, pasted into a shell.</summary>
public sealed partial class ReadmeTests(TestDatabases databases)
{
    private const string EndOfBlock = "--end of block--";

    public static TheoryData<string, string> DocumentsAndShells => new MatrixTheoryData<string, string>(
        [
            "README.md", "docs/guides/messaging.md", "docs/guides/booking.md", "docs/guides/sms.md", "docs/guides/authentication.md",
        ],
        ["bash", "zsh"]);

    /// <summary>A reader may paste the blocks twice. The second time, what they create is there already.</summary>
    [Theory]
    [MemberData(nameof(DocumentsAndShells))]
    public async Task Blocks_WhenPastedInOrder_PrintWhatDocumentShows(string document, string shell)
    {
        Assert.SkipUnless(
            File.Exists("/usr/bin/curl") && File.Exists($"/usr/bin/{shell}"), $"This test needs curl and {shell} in /usr/bin.");
        await using var api = new DevelopmentFixture(databases);
        await api.InitializeAsync();
        var blocks = Blocks(document);
        Assert.NotEmpty(blocks);

        var printed = await PasteAsync(shell, blocks, api);
        var again = await PasteAsync(shell, blocks, api);

        Assert.All(blocks.Zip(printed), block => Assert.Matches(PatternOf(block.First.Answer), block.Second));
        Assert.All(again, output => Assert.DoesNotMatch(@" (5\d\d|000)\n", output));
    }

    /// <summary>Gets the blocks from the one that sets the address on, each with the answer that the document shows below it.</summary>
    private static List<(string Commands, string Answer)> Blocks(string document)
    {
        var text = File.ReadAllText(Path.Combine(Root(), document));
        return
        [
            .. Block().Matches(text).Select(block => (Commands: block.Groups["commands"].Value, Answer: block.Groups["answer"].Value))
                .SkipWhile(block => !block.Commands.StartsWith("api=", StringComparison.Ordinal)),
        ];
    }

    /// <summary>Makes a pattern of an answer, in which three dots stand for anything.</summary>
    private static string PatternOf(string answer) =>
        $"^{Regex.Escape(answer).Replace(@"\.\.\.", ".*", StringComparison.Ordinal)}$";

    /// <returns>What each block prints.</returns>
    private static async Task<string[]> PasteAsync(string shell, List<(string Commands, string Answer)> blocks, DevelopmentFixture api)
    {
        var script = string.Concat(blocks.Select(block => $"{block.Commands}printf '%s' '{EndOfBlock}'\n"))
            .Replace("http://127.0.0.1:8000", api.Client.BaseAddress!.ToString().TrimEnd('/'), StringComparison.Ordinal);
        using var pasted = Process.Start(
            new ProcessStartInfo(shell, ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = pasted.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Equal("", await pasted.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await pasted.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (await output).Split(EndOfBlock)[..^1];
    }

    private static string Root([CallerFilePath] string thisFile = "") =>
        Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..");

    /// <summary>Matches commands, and the answer if it follows. An interactive zsh does not take comments, so commands have none.</summary>
    [GeneratedRegex("```sh\n(?<commands>(?:(?!#|```).*\n)+)```\n(?:\n```text\n(?<answer>[^`]*)```)?")]
    private static partial Regex Block();

    /// <summary>A reader starts in Development mode, which asks for no credentials.</summary>
    private sealed class DevelopmentFixture(TestDatabases databases) : KestrelFixture(databases)
    {
        protected override void Configure(IWebHostBuilder builder) => builder.UseSetting("Auth:Mode", "Development");
    }
}
