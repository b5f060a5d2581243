using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using System.Xml.Linq;

namespace Concierge.Architecture.Tests;

/// <summary>A package that a lock file or the manifest of the .NET tools names.</summary>
/// <param name="Name">Name in NuGet or npm.</param>
/// <param name="Version">The locked version.</param>
/// <param name="Licence">SPDX expression. Null if the package states its licence by a file or a link, or not at all.</param>
/// <param name="IsTool">Whether it is an npm package that builds or tests, and is in no product.</param>
internal sealed record LockedPackage(string Name, string Version, string? Licence, bool IsTool = false)
{
    /// <summary>NuGet's folder of restored packages, which the build writes into this assembly.</summary>
    private static readonly string RestoredPackages =
        typeof(LockedPackage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(data => data.Key == "RestoredPackages").Value!;

    private static readonly string[] BuildFolders = ["obj", "node_modules"];

    public static IEnumerable<LockedPackage> All() => OfProjects().Concat(OfTools()).Concat(OfNpm()).Distinct();

    private static IEnumerable<LockedPackage> OfProjects() =>
        from file in Files("packages.lock.json")
        from framework in Read(file).GetProperty("dependencies").EnumerateObject()
        from package in framework.Value.EnumerateObject()
        where package.Value.GetProperty("type").GetString() != "Project"
        let version = package.Value.GetProperty("resolved").GetString()!
        select OfNuGet(package.Name, version, "restore", Path.GetDirectoryName(file)!, "--locked-mode");

    private static IEnumerable<LockedPackage> OfTools() =>
        from tool in Read(Path.Combine(Product.Root, ".config/dotnet-tools.json")).GetProperty("tools").EnumerateObject()
        select OfNuGet(tool.Name, tool.Value.GetProperty("version").GetString()!, "tool", "restore");

    /// <summary>npm copies the licence of each package into its lock file. Entries without a version are our own packages.</summary>
    private static IEnumerable<LockedPackage> OfNpm() =>
        from file in Files("package-lock.json")
        from package in Read(file).GetProperty("packages").EnumerateObject()
        where package.Name.Contains("node_modules/", StringComparison.Ordinal) && package.Value.TryGetProperty("version", out _)
        select new LockedPackage(
            package.Name[(package.Name.LastIndexOf("node_modules/", StringComparison.Ordinal) + "node_modules/".Length)..],
            package.Value.GetProperty("version").GetString()!,
            package.Value.TryGetProperty("license", out var licence) ? licence.GetString() : null,
            package.Value.TryGetProperty("dev", out var dev) && dev.GetBoolean());

    /// <summary>Reads the licence in the nuspec. Restores first if needed: a build restores neither the tools nor the benchmark.</summary>
    private static LockedPackage OfNuGet(string name, string version, params string[] restore)
    {
        var id = name.ToLowerInvariant();
        var nuspec = Path.Combine(RestoredPackages, id, version.ToLowerInvariant(), $"{id}.nuspec");
        if (!File.Exists(nuspec))
        {
            using var dotnet = Process.Start(new ProcessStartInfo("dotnet", restore) { WorkingDirectory = Product.Root })!;
            dotnet.WaitForExit();
        }

        return new LockedPackage(name, version, LicencePolicy.ExpressionOf(XDocument.Load(nuspec)));
    }

    private static IEnumerable<string> Files(string name) =>
        Directory.EnumerateFiles(Product.Root, name, SearchOption.AllDirectories)
            .Where(path => !Path.GetRelativePath(Product.Root, path).Split(Path.DirectorySeparatorChar).Intersect(BuildFolders).Any());

    private static JsonElement Read(string file) => JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(file));
}
