using System.Text.RegularExpressions;

namespace Concierge.Architecture.Tests;

/// <summary>Sizes of folders and methods.</summary>
public sealed partial class FileTests
{
    private const int LongestLine = 140;
    private const int LongestMethod = 90;
    private const int MostFilesOfARoom = 12;
    private const int MostFilesOfAFeature = 25;

    private static readonly string[] Features =
        ["Access", "Conversations", "Events", "Messages", "Orders", "Services", "Sms", "Users", "Webhooks"];

    [Fact]
    public void Folder_Always_HoldsFewFiles() =>
        Rule.IsBrokenByNone(
            from file in Product.Files
            group file by Path.GetDirectoryName(file.Path)! into folder
            let most = folder.Key.Split('/').Any(Features.Contains) ? MostFilesOfAFeature : MostFilesOfARoom
            where folder.Count() > most
            select $"{folder.Key} holds {folder.Count()} files, at most {most} are allowed");

    [Fact]
    public void File_Always_IsNamedAfterATypeInIt() =>
        Rule.IsBrokenByNone(
            from file in Product.Files
            let types = TopLevelType().Matches(file.Text).Select(match => match.Groups["name"].Value).ToList()
            where types.Count > 0 && !types.Contains(Path.GetFileName(file.Path).Split('.')[0])
            select $"{file.Path} holds {string.Join(", ", types)}");

    /// <summary>
    /// A use case may hold its result. An error and its details, and a result and its contract, are one concept. Types of one name that
    /// differ in type parameters, such as <c>Result</c> and <c>Result&lt;T&gt;</c>, count as one.
    /// </summary>
    [Fact]
    public void File_Always_HoldsOnePublicType() =>
        Rule.IsBrokenByNone(
            from file in Product.Files
            where file.Path is not ("Domain/Common/Error.cs" or "Domain/Common/Result.cs")
            where !file.Text.Contains($"class {Path.GetFileNameWithoutExtension(file.Path)}Handler", StringComparison.Ordinal)
            let types = TopLevelType().Matches(file.Text).Where(match => match.Groups["access"].Value == "public")
                .Select(match => match.Groups["name"].Value).Distinct().ToList()
            where types.Count > 1
            select $"{file.Path} holds {string.Join(", ", types)}");

    [Fact]
    public void Line_Always_HasAtMost140Characters() =>
        Rule.IsBrokenByNone(
            from file in Product.Files.Concat(Product.Tests)
            from line in file.Lines
            where line.Text.Length > LongestLine
            select $"{file.Path}:{line.Number} has {line.Text.Length} characters");

    [Fact]
    public void Method_Always_IsShort() =>
        Rule.IsBrokenByNone(
            from file in Product.Files
            from method in Methods(file)
            where method.Length > LongestMethod
            select $"{file.Path}: {method.Declaration} has {method.Length} lines");

    /// <summary>Finds the bodies of members: blocks at their indentation, four spaces, below a declaration that is no type.</summary>
    private static IEnumerable<(string Declaration, int Length)> Methods(SourceFile file)
    {
        var (declaration, start) = ("", 0);
        foreach (var (number, text) in file.Code)
        {
            if (text == "    {")
            {
                start = number;
            }
            else if (text.StartsWith("    }", StringComparison.Ordinal) && !NestedType().IsMatch(declaration))
            {
                yield return (declaration, number - start - 1);
            }
            else if (text.StartsWith("    ", StringComparison.Ordinal) && text.Length > 4 && char.IsLetter(text[4]))
            {
                declaration = text.Trim();
            }
        }
    }

    [GeneratedRegex(@"\b(class|struct|interface|enum|record)\b")]
    private static partial Regex NestedType();

    [GeneratedRegex(
        @"^(?<access>public|internal) ([a-z]+ )*(class|struct|interface|enum|record( struct| class)?) (?<name>\w+)",
        RegexOptions.Multiline)]
    private static partial Regex TopLevelType();
}
