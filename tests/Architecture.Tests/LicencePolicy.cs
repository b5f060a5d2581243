using System.Text.Json;
using System.Xml.Linq;

namespace Concierge.Architecture.Tests;

/// <summary>Licences under which packages may be used: <c>eng/licences.json</c>.</summary>
/// <param name="Permissive">SPDX expressions, compared as a whole.</param>
/// <param name="Tools">SPDX expressions that npm packages may have in addition if no product contains them (<c>dev</c>).</param>
/// <param name="Reviewed">Packages that state their licence by a file or a link, or not at all.</param>
internal sealed record LicencePolicy(
    IReadOnlyList<string> Permissive, IReadOnlyList<string> Tools, IReadOnlyList<LicencePolicy.ReviewedPackage> Reviewed)
{
    public static LicencePolicy Read()
    {
        var json = File.ReadAllText(Path.Combine(Product.Root, "eng/licences.json"));
        return JsonSerializer.Deserialize<LicencePolicy>(json, JsonSerializerOptions.Web)!;
    }

    /// <summary>Gets the SPDX expression of a NuGet package. Null if it states its licence by a file or a link, or not at all.</summary>
    public static string? ExpressionOf(XDocument nuspec) =>
        nuspec.Descendants()
            .FirstOrDefault(element => element.Name.LocalName == "license" && element.Attribute("type")?.Value == "expression")?.Value;

    /// <summary>Gets whether a package may be used: by its SPDX expression or, if it has none, by a review of this version.</summary>
    public bool Allows(string package, string version, string? expression) =>
        Permissive.Contains(expression ?? Reviewed.FirstOrDefault(reviewed => reviewed.IsOf(package, version))?.Licence ?? "");

    public bool Allows(LockedPackage package) =>
        Allows(package.Name, package.Version, package.Licence) || (package.IsTool && Tools.Contains(package.Licence ?? ""));

    /// <summary>A package whose licence somebody read.</summary>
    /// <param name="Package">Name of the package.</param>
    /// <param name="Version">The reviewed version. Another one needs a review of its own.</param>
    /// <param name="Licence">SPDX expression of the licence that was found.</param>
    /// <param name="Reason">Where the licence was found.</param>
    internal sealed record ReviewedPackage(string Package, string Version, string Licence, string Reason)
    {
        public bool IsOf(string package, string version) =>
            package.Equals(Package, StringComparison.OrdinalIgnoreCase) && version == Version;
    }
}
