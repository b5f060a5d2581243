using System.Text.RegularExpressions;

namespace Concierge.Api.Tests.Processes;

/// <summary>Output of the program.</summary>
internal static partial class Texts
{
    /// <summary>Asserts that an error is one line without a stack trace.</summary>
    /// <returns>The line.</returns>
    public static string ExpectOneReadableLine(this string errors)
    {
        var line = Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain("Exception", line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", line, StringComparison.Ordinal);
        return line;
    }

    /// <summary>Finds the address in the start-up banner; null if the text has none.</summary>
    public static Uri? AddressIn(string text) =>
        Address().Match(text) is { Success: true } match ? new(match.Groups["address"].Value) : null;

    [GeneratedRegex(@"^\s*API\s+(?<address>http://\S+)|""addresses"":\[""(?<address>http://[^\s""]+)", RegexOptions.Multiline)]
    private static partial Regex Address();
}
