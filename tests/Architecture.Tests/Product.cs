using System.Reflection;
using Concierge.Api;
using Concierge.Domain.Common;

namespace Concierge.Architecture.Tests;

/// <summary>The product as it was compiled, and as it is written.</summary>
internal static class Product
{
    public static readonly Assembly Domain = typeof(Error).Assembly;

    public static readonly Assembly Application = typeof(Application.DependencyInjection).Assembly;

    public static readonly Assembly Infrastructure = typeof(Infrastructure.DependencyInjection).Assembly;

    public static readonly Assembly Api = typeof(ApiController).Assembly;

    public static readonly IReadOnlyList<Assembly> Layers = [Domain, Application, Infrastructure, Api];

    /// <summary>The folder <c>src</c>.</summary>
    public static readonly string Source = Path.Combine(FindRoot(), "src");

    /// <summary>Every C# file that is written by hand.</summary>
    public static readonly IReadOnlyList<SourceFile> Files =
    [
        .. Folders(Source).Append(Source)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs"))
            .Select(path => new SourceFile(Path.GetRelativePath(Source, path).Replace('\\', '/'), File.ReadAllText(path)))
            .Where(file => !file.Path.Contains("/Migrations/", StringComparison.Ordinal))
            .OrderBy(file => file.Path, StringComparer.Ordinal),
    ];

    /// <summary>The types of all layers.</summary>
    public static IEnumerable<Type> Types => Layers.SelectMany(layer => layer.GetTypes());

    /// <summary>The folders below a folder, without those that a build makes.</summary>
    public static IEnumerable<string> Folders(string folder) =>
        Directory.EnumerateDirectories(folder)
            .Where(child => Path.GetFileName(child) is not ("bin" or "obj"))
            .SelectMany(child => Folders(child).Prepend(child));

    /// <summary>With which arguments the type inherits a generic interface or class.</summary>
    public static IEnumerable<Type[]> ArgumentsOf(this Type type, Type generic) =>
        type.GetInterfaces().Concat(Ancestors(type))
            .Where(ancestor => ancestor.IsGenericType && ancestor.GetGenericTypeDefinition() == generic)
            .Select(ancestor => ancestor.GetGenericArguments());

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
/// <param name="Path">Its path in <c>src</c>, with slashes.</param>
/// <param name="Text">All of it.</param>
internal sealed record SourceFile(string Path, string Text)
{
    /// <summary>Its lines, without those that are comments and nothing else.</summary>
    public IEnumerable<(int Number, string Text)> Code =>
        Lines.Where(line => !line.Text.TrimStart().StartsWith("//", StringComparison.Ordinal));

    public IEnumerable<(int Number, string Text)> Lines => Text.ReplaceLineEndings("\n").Split('\n').Select((line, index) => (index + 1, line));
}
