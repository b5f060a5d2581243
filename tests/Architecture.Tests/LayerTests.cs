using System.Reflection;
using System.Xml.Linq;

namespace Concierge.Architecture.Tests;

/// <summary>References of projects and assemblies. <see cref="RoomTests"/> has the rules for the types in them.</summary>
public sealed class LayerTests
{
    private static readonly string[] OutsideApplication = ["Microsoft.EntityFrameworkCore", "Npgsql", "Microsoft.AspNetCore"];

    [Theory]
    [InlineData("Domain")]
    [InlineData("Application", "Domain")]
    [InlineData("Infrastructure", "Application")]
    [InlineData("Api", "Infrastructure")]
    public void Project_Always_ReferencesOnlyTheNextInnerLayer(string project, params string[] inwards) =>
        Assert.Equal(
            inwards, Elements(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'))));

    [Fact]
    public void DomainProject_Always_ReferencesNoPackage() =>
        Rule.IsBrokenByNone(
            from element in new[] { "PackageReference", "FrameworkReference", "Reference", "PackageDownload" }
            from reference in Elements("Domain", element)
            select reference);

    [Fact]
    public void Domain_WhenCompiled_ReferencesOnlyTheFramework()
    {
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

        Assert.NotEmpty(References(Product.Domain));
        Rule.IsBrokenByNone(References(Product.Domain).Where(name => !File.Exists(Path.Combine(framework, name + ".dll"))));
    }

    [Fact]
    public void ApplicationProject_Always_ReferencesNoDatabaseOrWebLibrary() =>
        Rule.IsBrokenByNone(
            from name in Elements("Application", "PackageReference").Concat(Elements("Application", "FrameworkReference"))
            where OutsideApplication.Any(outside => IsOrIsWithin(name, outside))
            select name);

    private static IEnumerable<string> References(Assembly assembly) =>
        assembly.GetReferencedAssemblies().Select(reference => reference.Name!);

    private static bool IsOrIsWithin(string name, string outside) =>
        name == outside || name.StartsWith(outside + ".", StringComparison.Ordinal);

    private static List<string> Elements(string project, string element) =>
    [
        .. XDocument.Load(Path.Combine(Product.Source, project, project + ".csproj"))
            .Descendants(element)
            .Select(reference => (string)reference.Attribute("Include")!),
    ];
}
