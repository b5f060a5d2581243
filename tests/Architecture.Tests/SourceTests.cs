using System.Text.RegularExpressions;

namespace Concierge.Architecture.Tests;

public sealed partial class SourceTests
{
    /// <summary>The longest that Program.cs may be is one line less.</summary>
    private const int TooManyLinesForProgram = 40;

    private static readonly string[] FoldersThatSayNothing = ["Commands", "Queries", "Handlers", "Dtos", "Helpers", "Managers"];

    /// <summary>Folders beside the features, which a layer has for its own mechanism.</summary>
    private static readonly string[] Mechanism =
    [
        "Authentication", "Authorization", "Common", "Configuration", "Encryption", "Hosting", "Http",
        "Idempotency", "Json", "Lists", "Observability", "OpenApi", "Paging", "Persistence",
        "Pipeline", "Postgres", "Preconditions", "Problems", "Properties", "RateLimiting", "Sample", "Startup", "Validation",
        "WebConsole", "wwwroot",
    ];

    [Fact]
    public void Files_Always_AreFound()
    {
        Assert.Contains("Domain/Users/User.cs", Product.Files.Select(file => file.Path));
        Assert.Contains("Domain/Orders/OrderWindow.cs", Product.Files.Select(file => file.Path));
        Assert.Contains("Domain/Sms/SmsMessage.cs", Product.Files.Select(file => file.Path));
        Assert.Contains("Api/Program.cs", Product.Files.Select(file => file.Path));
    }

    /// <summary>What an analyzer can find is in src/BannedSymbols.txt.</summary>
    [Theory]
    [InlineData(@"\basync\s+void\b", "nobody can await it, and its exception ends the process")]
    [InlineData(@"\bdynamic\b", "the compiler no longer checks it")]
    public void Code_Always_IsFreeOf(string pattern, string because) =>
        AssertNone(file => file.Code, new Regex(pattern), because);

    [Theory]
    [InlineData(@"^\s*#\s*(end)?region\b", "a file that needs regions is two files")]
    [InlineData(@"\b(TODO|FIXME|HACK)\b", "what is to be done is an issue")]
    [InlineData(@"^\s*//(?!/).*[=(].*;\s*$", "code that does not run is in the history")]
    public void Text_Always_IsFreeOf(string pattern, string because) =>
        AssertNone(file => file.Lines, new Regex(pattern, RegexOptions.IgnoreCase), because);

    [Fact]
    public void Program_Always_HasFewerThanFortyLines() =>
        Assert.InRange(
            Assert.Single(Product.Files, file => file.Path == "Api/Program.cs").Text.TrimEnd().Split('\n').Length,
            1, TooManyLinesForProgram - 1);

    [Fact]
    public void Folders_Always_SayWhatTheyAreAbout() =>
        Rule.IsBrokenByNone(
            Product.Folders(Product.Source)
                .Where(folder => FoldersThatSayNothing.Contains(Path.GetFileName(folder), StringComparer.OrdinalIgnoreCase)));

    [Theory]
    [InlineData("Application")]
    [InlineData("Infrastructure")]
    [InlineData("Api")]
    public void Features_InEveryLayer_HaveTheNamesOfTheDomain(string layer)
    {
        var features = FoldersOf("Domain").Except(Mechanism).ToList();

        Assert.Superset(new HashSet<string> { "Conversations", "Messages", "Orders", "Sms", "Users" }, features.ToHashSet());
        Assert.Subset(features.ToHashSet(), FoldersOf(layer).Except(Mechanism).ToHashSet());
    }

    [Fact]
    public void Namespaces_Always_FollowTheFolders() =>
        Rule.IsBrokenByNone(
            from file in Product.Files
            let declared = DeclaredNamespace().Match(file.Text)
            where declared.Success
                && declared.Groups[1].Value != $"Concierge.{Path.GetDirectoryName(file.Path)!.Replace('\\', '/').Replace('/', '.')}"
            select file.Path);

    private static IEnumerable<string> FoldersOf(string layer) =>
        Directory.EnumerateDirectories(Path.Combine(Product.Source, layer))
            .Select(folder => Path.GetFileName(folder)).Where(name => name is not ("bin" or "obj"));

    private static void AssertNone(Func<SourceFile, IEnumerable<(int Number, string Text)>> lines, Regex pattern, string because)
    {
        var found = from file in Product.Files
                    from line in lines(file)
                    where pattern.IsMatch(line.Text)
                    select $"{file.Path}:{line.Number}: {line.Text.Trim()}";

        Assert.True(!found.Any(), $"Not in this product ({because}):\n{string.Join('\n', found)}");
    }

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex DeclaredNamespace();
}
