using System.Text.RegularExpressions;

namespace Concierge.Api.Tests.Processes;

/// <summary>What the program says to people.</summary>
internal static partial class Texts
{
    /// <summary>Asserts that what a program said when it could not start is one line for people, and no stack trace.</summary>
    public static string ExpectOneReadableLine(this string errors)
    {
        var line = Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain("Exception", line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", line, StringComparison.Ordinal);
        return line;
    }

    /// <summary>Where the program listens, if this is where it says so.</summary>
    public static Uri? AddressIn(string text) =>
        Address().Match(text) is { Success: true } match ? new(match.Groups["address"].Value) : null;

    [GeneratedRegex(@"^\s*API\s+(?<address>http://\S+)|""addresses"":\[""(?<address>http://[^\s""]+)", RegexOptions.Multiline)]
    private static partial Regex Address();
}
