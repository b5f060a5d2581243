using ArchUnitNET.Fluent.Slices;
using ArchUnitNET.Fluent.Syntax.Elements.Types;
using ArchUnitNET.Loader;
using ArchUnitNET.xUnitV3;
using Concierge.Domain.Users;
using Concierge.Infrastructure.Encryption;
using Concierge.Infrastructure.Idempotency;
using Concierge.Infrastructure.Postgres;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace Concierge.Architecture.Tests;

/// <summary>Rules of dependence between layers, rooms and features. CONTRIBUTING defines the terms.</summary>
public sealed class RoomTests
{
    private const string Features = "Access|Audit|Events|Messages|Orders|Services|Sms|Users|Webhooks";

    private static readonly ArchUnitNET.Domain.Architecture Code = new ArchLoader().LoadAssemblies([.. Product.Layers]).Build();

    [Theory]
    [InlineData("Domain", "Application|Infrastructure|Api")]
    [InlineData("Application", "Infrastructure|Api")]
    [InlineData("Infrastructure", "Api")]
    public void Layer_Always_DependsOnNoOuterLayer(string layer, string outer) =>
        In($@"Concierge\.{layer}").Should().NotDependOnAny(In($@"Concierge\.({outer})")).Check(Code);

    [Fact]
    public void Application_Always_DependsOnNoDatabaseOrWebLibrary()
    {
        var libraries = Types(includeReferenced: true).That()
            .ResideInNamespaceMatching(Within(@"(Npgsql|Microsoft\.(EntityFrameworkCore|AspNetCore))"));

        Assert.NotEmpty(libraries.GetObjects(Code));
        In(@"Concierge\.Application").Should().NotDependOnAny(libraries).Check(Code);
    }

    [Fact]
    public void Api_Always_UsesOnlyThePublicDoorsOfInfrastructure() =>
        In(@"Concierge\.Api").Should()
            .NotDependOnAny(In(@"Concierge\.Infrastructure")
                .And().DoNotResideInNamespaceMatching(Within(@"Concierge\.Infrastructure\.Startup"))
                .And().AreNot(
                    typeof(Infrastructure.DependencyInjection), typeof(IDatabase),
                    typeof(IIdempotencyStore), typeof(IdempotencyClaim), typeof(Envelope)))
            .Check(Code);

    [Fact]
    public void FeatureOfApi_Always_UsesNoInfrastructure() =>
        In($@"Concierge\.Api\.({Features})").Should().NotDependOnAny(In(@"Concierge\.Infrastructure")).Check(Code);

    /// <summary>An actor is who calls, and an event is what every entity records: everything knows them.</summary>
    [Theory]
    [InlineData("Domain", "Common")]
    [InlineData("Application", "Authorization|Pipeline|Paging|Preconditions|Validation")]
    [InlineData("Infrastructure", "Persistence|Postgres|Startup|Encryption|Idempotency")]
    [InlineData(
        "Api",
        "Configuration|Hosting|Observability|Http|Preconditions|Problems|Json|Idempotency|Lists|RateLimiting|OpenApi|WebConsole")]
    public void Room_Always_DependsOnNoFeature(string layer, string rooms) =>
        In($@"Concierge\.{layer}\.({rooms})").Should()
            .NotDependOnAny(
                In($@"Concierge\.\w+\.({Features})").And().AreNot(typeof(Actor))
                    .And().DoNotResideInNamespaceMatching(Within(@"Concierge\.Domain\.Events")))
            .Check(Code);

    /// <summary>Authentication finds out who calls: it looks up service keys, user tokens and users.</summary>
    [Fact]
    public void Authentication_Always_DependsOnNoFeatureButAccessAndUsers() =>
        In(@"Concierge\.Api\.Authentication").Should()
            .NotDependOnAny(
                In($@"Concierge\.\w+\.({Features})").And()
                    .DoNotResideInNamespaceMatching(Within(@"Concierge\.(Application|Domain)\.(Access|Users)")))
            .Check(Code);

    [Theory]
    [InlineData("Domain")]
    [InlineData("Application")]
    [InlineData("Infrastructure")]
    [InlineData("Api")]
    public void Rooms_OfOneLayer_AreFreeOfCycles(string layer) =>
        SliceRuleDefinition.Slices().Matching($"Concierge.{layer}.(**)").Should().BeFreeOfCycles().Check(Code);

    private static GivenTypesConjunction In(string names) => Types().That().ResideInNamespaceMatching(Within(names));

    private static string Within(string names) => $@"^{names}(\.|$)";
}
