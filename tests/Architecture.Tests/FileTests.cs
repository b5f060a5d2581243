using System.Text.RegularExpressions;

namespace Concierge.Architecture.Tests;

/// <summary>Sizes of folders and methods.</summary>
public sealed partial class FileTests
{
    private const int LongestMethod = 90;
    private const int MostFilesOfARoom = 12;
    private const int MostFilesOfAFeature = 25;

    private static readonly string[] Features = ["Access", "Messages", "Orders", "Services", "Sms", "Users"];

    [Fact]
    public void Folder_Always_HoldsFewFiles() =>
        Rule.IsBrokenByNone(
            from file in Product.Files
            group file by Path.GetDirectoryName(file.Path)! into folder
            let most = folder.Key.Split('/').Any(Features.Contains) ? MostFilesOfAFeature : MostFilesOfARoom
            where folder.Count() > most
            select $"{folder.Key} holds {folder.Count()} files, at most {most} are allowed");

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
}
