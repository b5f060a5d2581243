using System.Reflection;
using Concierge.Api;
using Concierge.Domain.Common;

namespace Concierge.Architecture.Tests;

/// <summary>The compiled assemblies and the source files of the product.</summary>
internal static class Product
{
    public static readonly Assembly Domain = typeof(Error).Assembly;

    public static readonly Assembly Application = typeof(Application.DependencyInjection).Assembly;

    public static readonly Assembly Infrastructure = typeof(Infrastructure.DependencyInjection).Assembly;

    public static readonly Assembly Api = typeof(ApiController).Assembly;

    public static readonly IReadOnlyList<Assembly> Layers = [Domain, Application, Infrastructure, Api];

    /// <summary>Root folder of the repository.</summary>
    public static readonly string Root = FindRoot();

    /// <summary>Folder <c>src</c>.</summary>
    public static readonly string Source = Path.Combine(Root, "src");

    /// <summary>C# files of the product, without migrations.</summary>
    public static readonly IReadOnlyList<SourceFile> Files =
        [.. FilesIn(Source).Where(file => !file.Path.Contains("/Migrations/", StringComparison.Ordinal))];

    /// <summary>C# files of the tests.</summary>
    public static readonly IReadOnlyList<SourceFile> Tests = [.. FilesIn(Path.Combine(Root, "tests"))];

    /// <summary>Types of all layers.</summary>
    public static IEnumerable<Type> Types => Layers.SelectMany(layer => layer.GetTypes());

    /// <summary>Gets the folders below a folder, without build output.</summary>
    public static IEnumerable<string> Folders(string folder) =>
        Directory.EnumerateDirectories(folder)
            .Where(child => Path.GetFileName(child) is not ("bin" or "obj"))
            .SelectMany(child => Folders(child).Prepend(child));

    /// <summary>Gets the type arguments with which a type implements or inherits a generic type, one array for each time.</summary>
    public static IEnumerable<Type[]> ArgumentsOf(this Type type, Type generic) =>
        type.GetInterfaces().Concat(Ancestors(type))
            .Where(ancestor => ancestor.IsGenericType && ancestor.GetGenericTypeDefinition() == generic)
            .Select(ancestor => ancestor.GetGenericArguments());

    private static IEnumerable<SourceFile> FilesIn(string root) =>
        Folders(root).Append(root)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs"))
            .Select(path => new SourceFile(Path.GetRelativePath(root, path).Replace('\\', '/'), File.ReadAllText(path)))
            .OrderBy(file => file.Path, StringComparer.Ordinal);

    private static IEnumerable<Type> Ancestors(Type type) =>
        type.BaseType is { } parent ? Ancestors(parent).Prepend(parent) : [];

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Concierge.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No Concierge.slnx above {AppContext.BaseDirectory}.");
    }
}

/// <summary>A source file.</summary>
/// <param name="Path">Path relative to <c>src</c> or <c>tests</c>, with slashes.</param>
/// <param name="Text">Whole text.</param>
internal sealed record SourceFile(string Path, string Text)
{
    /// <summary>Gets the lines, without those that hold only a comment.</summary>
    public IEnumerable<(int Number, string Text)> Code =>
        Lines.Where(line => !line.Text.TrimStart().StartsWith("//", StringComparison.Ordinal));

    public IEnumerable<(int Number, string Text)> Lines =>
        Text.ReplaceLineEndings("\n").Split('\n').Select((line, index) => (index + 1, line));
}
