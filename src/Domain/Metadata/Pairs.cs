namespace Concierge.Domain.Metadata;

/// <summary>Metadata: pairs of a key and a value for the caller's own use. The service does not interpret them.</summary>
public static class Pairs
{
    /// <summary>Maximum number of pairs.</summary>
    public const int MaxCount = 50;

    /// <summary>Maximum length of a key, in code points.</summary>
    public const int MaxKeyLength = 64;

    /// <summary>Maximum length of a value, in code points.</summary>
    public const int MaxValueLength = 1000;

    /// <summary>No pairs.</summary>
    public static IReadOnlyDictionary<string, string> Empty { get; } = new Dictionary<string, string>();

    /// <summary>Returns whether both have the same pairs, in any order.</summary>
    public static bool HasSamePairs(this IReadOnlyDictionary<string, string> left, IReadOnlyDictionary<string, string> right) =>
        left.Count == right.Count && left.All(pair => right.TryGetValue(pair.Key, out var value) && value == pair.Value);
}
