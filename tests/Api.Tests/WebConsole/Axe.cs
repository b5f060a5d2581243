using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Playwright;

namespace Concierge.Api.Tests.WebConsole;

/// <summary>axe-core, which checks what is on a page against the rules of WCAG.</summary>
internal static class Axe
{
    private static readonly string Script = Path.Combine(Root(), "console/node_modules/axe-core/axe.min.js");

    public static void SkipIfMissing() =>
        Assert.SkipUnless(File.Exists(Script), "axe-core is missing: run npm ci in the folder console.");

    /// <summary>
    /// Gets the violations of levels A and AA. Runs through the debugger's door, since the policy of the page allows no foreign script.
    /// </summary>
    /// <param name="page">The page.</param>
    /// <param name="screen">What it shows, for the message of a failure.</param>
    public static async Task<IEnumerable<string>> ViolationsAsync(IPage page, string screen)
    {
        await page.EvaluateAsync(await File.ReadAllTextAsync(Script, TestContext.Current.CancellationToken));
        var found = await page.EvaluateAsync<JsonElement>(
            "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }).then(result => result.violations)");
        return found.EnumerateArray().Select(violation =>
            $"{screen}: {violation.GetProperty("id")} {violation.GetProperty("nodes")[0].GetProperty("html")}");
    }

    private static string Root([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../../.."));
}
