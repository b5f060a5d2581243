namespace Concierge.Architecture.Tests;

/// <summary>A rule that everything keeps.</summary>
internal static class Rule
{
    /// <summary>Asserts that nothing breaks the rule, and says what does.</summary>
    public static void IsBrokenByNone<T>(IEnumerable<T> offenders)
    {
        var found = offenders.ToList();
        Assert.True(found.Count == 0, $"The rule is broken by:\n{string.Join('\n', found)}");
    }
}
