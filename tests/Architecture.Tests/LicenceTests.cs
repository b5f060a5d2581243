using System.Xml.Linq;

namespace Concierge.Architecture.Tests;

public sealed class LicenceTests
{
    private static readonly LicencePolicy Policy = LicencePolicy.Read();

    /// <summary>Packages of the product, its tests, its benchmark, its SDKs and its tools, from NuGet and npm.</summary>
    private static readonly IReadOnlyList<LockedPackage> Packages = [.. LockedPackage.All()];

    [Theory]
    [InlineData("Npgsql")]
    [InlineData("xunit.v3")]
    [InlineData("dotnet-ef")]
    [InlineData("typescript")]
    [InlineData("express")]
    [InlineData("react")]
    public void Packages_Always_AreFound(string name) => Assert.Contains(name, Packages.Select(package => package.Name));

    /// <summary>Replace a package that breaks this rule, or review it and list it in <c>eng/licences.json</c>.</summary>
    [Fact]
    public void Packages_Always_AreUnderPermissiveLicence() =>
        Rule.IsBrokenByNone(Packages.Where(package => !Policy.Allows(package)));

    [Fact]
    public void ReviewedPackages_Always_AreInUse() =>
        Rule.IsBrokenByNone(
            Policy.Reviewed.Where(
                reviewed => !Packages.Any(package => package.Licence is null && reviewed.IsOf(package.Name, package.Version))));

    [Theory]
    [InlineData("MPL-2.0", true, true)]
    [InlineData("MPL-2.0", false, false)]
    [InlineData("RPL-1.5", true, false)]
    public void Allows_WhenPackageIsATool_AlsoGoesByLicencesOfTools(string licence, bool isTool, bool isAllowed) =>
        Assert.Equal(isAllowed, Policy.Allows(new LockedPackage("made-up", "1.0.0", licence, isTool)));

    [Theory]
    [InlineData("""<license type="expression">MIT</license><licenseUrl>https://example.org/MIT</licenseUrl>""", true)]
    [InlineData("""<license type="expression">RPL-1.5</license>""", false)]
    [InlineData("""<license type="expression">MIT AND RPL-1.5</license>""", false)]
    [InlineData("""<license type="file">MIT</license>""", false)]
    [InlineData("""<licenseUrl>https://example.com/MIT</licenseUrl>""", false)]
    [InlineData("", false)]
    public void Allows_WhenPackageWasNotReviewed_GoesByItsExpression(string licence, bool isAllowed) =>
        Assert.Equal(isAllowed, Policy.Allows("Made.Up", "1.0.0", LicencePolicy.ExpressionOf(Nuspec(licence))));

    [Theory]
    [InlineData("""<license type="file">LICENSE.md</license>""", "1.0.0", "MIT", true)]
    [InlineData("""<licenseUrl>https://example.com/LICENSE</licenseUrl>""", "1.0.0", "MIT", true)]
    [InlineData("""<license type="file">LICENSE.md</license>""", "1.0.1", "MIT", false)]
    [InlineData("""<license type="file">LICENSE.md</license>""", "1.0.0", "RPL-1.5", false)]
    [InlineData("""<license type="expression">RPL-1.5</license>""", "1.0.0", "MIT", false)]
    public void Allows_WhenVersionWasReviewed_PrefersExpressionOfPackage(string licence, string version, string reviewed, bool isAllowed)
    {
        var policy = Policy with { Reviewed = [new("Made.Up", "1.0.0", reviewed, "LICENSE.md holds it.")] };

        Assert.Equal(isAllowed, policy.Allows("made.up", version, LicencePolicy.ExpressionOf(Nuspec(licence))));
    }

    private static XDocument Nuspec(string licence) =>
        XDocument.Parse($"""
            <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
              <metadata><id>Made.Up</id>{licence}</metadata>
            </package>
            """);
}
