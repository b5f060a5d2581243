namespace Concierge.Api.Tests.Hosting;

/// <summary>Long proofs: tests of category Long, which <c>eng/prove</c> runs with many rounds and <c>dotnet test</c> with few.</summary>
internal static class Proof
{
    public const string Category = nameof(Category);
    public const string Long = nameof(Long);

    private static readonly bool IsLong = Environment.GetEnvironmentVariable("CONCIERGE_PROVE") == "1";

    /// <summary>Gets the number of rounds.</summary>
    /// <param name="few">Number in <c>dotnet test</c>.</param>
    /// <param name="many">Number in <c>eng/prove</c>.</param>
    public static int Rounds(int few, int many) => IsLong ? many : few;

    /// <summary>Writes the line that <c>eng/prove</c> prints.</summary>
    public static void Report(string result) => TestContext.Current.TestOutputHelper?.WriteLine($"Proved: {result}");
}
