using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Concierge.Infrastructure.Idempotency;
using Concierge.Infrastructure.Postgres;
using Concierge.Infrastructure.Startup;

namespace Concierge.Architecture.Tests;

public sealed partial class LayerTests
{
    private static readonly string[] OutsideApplication =
        ["Concierge.Infrastructure", "Concierge.Api", "Microsoft.EntityFrameworkCore", "Npgsql", "Microsoft.AspNetCore"];

    [Theory]
    [InlineData("Domain")]
    [InlineData("Application", "Domain")]
    [InlineData("Infrastructure", "Application")]
    [InlineData("Api", "Infrastructure")]
    public void Project_AsBuilt_ReferencesOnlyNextInnerLayer(string project, params string[] inwards) =>
        Assert.Equal(inwards, Elements(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'))));

    [Fact]
    public void DomainProject_AsBuilt_ReferencesNoPackage() =>
        Rule.IsBrokenByNone(
            from element in new[] { "PackageReference", "FrameworkReference", "Reference", "PackageDownload" }
            from reference in Elements("Domain", element)
            select reference);

    [Fact]
    public void Domain_AsCompiled_ReferencesOnlyFramework()
    {
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

        Assert.NotEmpty(References(Product.Domain));
        Rule.IsBrokenByNone(References(Product.Domain).Where(name => !File.Exists(Path.Combine(framework, name + ".dll"))));
    }

    [Fact]
    public void Application_AsCompiled_ReferencesNoOuterLayerDatabaseOrWeb() =>
        Rule.IsBrokenByNone(References(Product.Application).Where(name => OutsideApplication.Any(outside => IsOrIsWithin(name, outside))));

    [Fact]
    public void ApplicationProject_AsBuilt_ReferencesNoDatabaseOrWeb() =>
        Rule.IsBrokenByNone(
            from name in Elements("Application", "PackageReference").Concat(Elements("Application", "FrameworkReference"))
            where OutsideApplication.Any(outside => IsOrIsWithin(name, outside))
            select name);

    [Fact]
    public void Infrastructure_AsCompiled_DoesNotReferenceApi() => Assert.DoesNotContain("Concierge.Api", References(Product.Infrastructure));

    [Fact]
    public void Api_AsCompiled_UsesOfInfrastructureItsRegistrationAndContracts() =>
        Assert.Equal(
            new HashSet<Type>
            {
                typeof(Infrastructure.DependencyInjection), typeof(IDatabase), typeof(IIdempotencyStore), typeof(IdempotencyClaim), typeof(TimeSetting),
            },
            TypesUsed(by: Product.Api, of: Product.Infrastructure).ToHashSet());

    [Fact]
    public void Api_AsWritten_NamesOtherPartsOfInfrastructureInProgramAlone() =>
        Assert.Equal(
            ["Api/Program.cs"],
            Product.Files
                .Where(file => file.Path.StartsWith("Api/", StringComparison.Ordinal) && file.Code.Any(line => InfrastructureNamed().IsMatch(line.Text)))
                .Select(file => file.Path));

    private static IEnumerable<string> References(Assembly assembly) => assembly.GetReferencedAssemblies().Select(reference => reference.Name!);

    private static bool IsOrIsWithin(string name, string outside) =>
        name == outside || name.StartsWith(outside + ".", StringComparison.Ordinal);

    private static List<string> Elements(string project, string element) =>
    [
        .. XDocument.Load(Path.Combine(Product.Source, project, project + ".csproj"))
            .Descendants(element)
            .Select(reference => (string)reference.Attribute("Include")!),
    ];

    private static List<Type> TypesUsed(Assembly by, Assembly of)
    {
        using var image = new PEReader(File.OpenRead(by.Location));
        var metadata = image.GetMetadataReader();
        return
        [
            .. metadata.TypeReferences
                .Select(metadata.GetTypeReference)
                .Where(type => type.ResolutionScope.Kind == HandleKind.AssemblyReference
                    && metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name) == of.GetName().Name)
                .Select(type => of.GetType($"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}", throwOnError: true)!),
        ];
    }

    /// <summary>Excepts the rooms of the contracts, and the namespace of the framework that has the same name.</summary>
    [GeneratedRegex(@"(?<!Cors\.)\bInfrastructure\b(?!\.(Idempotency|Postgres|Startup)\b)")]
    private static partial Regex InfrastructureNamed();
}
