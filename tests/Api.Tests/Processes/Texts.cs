namespace Concierge.Api.Tests.Processes;

internal static class Texts
{
    /// <summary>Asserts that what a program said when it could not start is one line for people, and no stack trace.</summary>
    public static string ExpectOneReadableLine(this string errors)
    {
        var line = Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain("Exception", line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", line, StringComparison.Ordinal);
        return line;
    }
}
