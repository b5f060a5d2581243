using System.Text.Json;
using System.Xml.Linq;
using Concierge.Advisories;

namespace Concierge.Architecture.Tests;

public sealed class AdvisoryTests
{
    /// <summary>Report in the format of the .NET SDK 10.0.401.</summary>
    private const string Report = """
        {
          "version": 1,
          "parameters": "--vulnerable --include-transitive",
          "sources": [ "https://packages.example/index.json" ],
          "projects": [
            { "path": "/repo/src/Domain/Domain.csproj" },
            {
              "path": "/repo/src/Application/Application.csproj",
              "frameworks": [
                {
                  "framework": "net10.0",
                  "topLevelPackages": [
                    {
                      "id": "AutoMapper",
                      "requestedVersion": "14.0.0",
                      "resolvedVersion": "14.0.0",
                      "vulnerabilities": [
                        { "severity": "High", "advisoryurl": "https://github.com/advisories/GHSA-rvv3-g6hj-g44x" }
                      ]
                    }
                  ]
                }
              ]
            },
            {
              "path": "/repo/src/Infrastructure/Infrastructure.csproj",
              "frameworks": [
                {
                  "framework": "net10.0",
                  "transitivePackages": [
                    {
                      "id": "AutoMapper",
                      "resolvedVersion": "14.0.0",
                      "vulnerabilities": [
                        { "severity": "High", "advisoryurl": "https://github.com/advisories/GHSA-rvv3-g6hj-g44x" }
                      ]
                    }
                  ]
                }
              ]
            }
          ]
        }
        """;

    private const string Unused = "GHSA-rvv3-g6hj-g44x is no longer reported for AutoMapper. Delete it from eng/advisories.json.";

    private static readonly IReadOnlyList<AllowedAdvisory> AllowList =
        Read<IReadOnlyList<AllowedAdvisory>>(File.ReadAllText(Path.Combine(Product.Root, "eng/advisories.json")));

    private static readonly DateOnly LastDay = AllowList.Min(allowed => allowed.ReviewBy);

    [Fact]
    public void FindProblems_WhenReportNamesAllowedAdvisoriesOnly_FindsNone() => Assert.Empty(FindProblems(Report, LastDay));

    [Theory]
    [InlineData("GHSA-rvv3-g6hj-g44x", "GHSA-aaaa-bbbb-cccc", "AutoMapper 14.0.0", "GHSA-aaaa-bbbb-cccc")]
    [InlineData("AutoMapper", "MediatR", "MediatR 14.0.0", "GHSA-rvv3-g6hj-g44x")]
    public void FindProblems_WhenReportNamesOther_NamesItAndUnusedEntry(string reported, string other, string package, string advisory) =>
        Assert.Equal(
            [$"{package} has an advisory: https://github.com/advisories/{advisory}", Unused],
            FindProblems(Report.Replace(reported, other, StringComparison.Ordinal), LastDay));

    [Fact]
    public void FindProblems_WhenNothingIsReported_NamesUnusedEntry() =>
        Assert.Equal(
            [Unused],
            FindProblems("""{ "projects": [ { "path": "/repo/src/Domain/Domain.csproj" } ] }""", LastDay));

    [Fact]
    public void FindProblems_OnTheDayAfterTheReviewDate_NamesTheEntry() =>
        Assert.Equal(
            [$"GHSA-rvv3-g6hj-g44x was to be reviewed by {LastDay:O}. Review it again or upgrade AutoMapper."],
            FindProblems(Report, LastDay.AddDays(1)));

    [Fact]
    public void Report_WhenSourceHasNoVulnerabilityData_NamesTheProblem()
    {
        var report = Read<VulnerabilityReport>("""
            {
              "problems": [
                {
                  "project": "/repo/src/Api/Api.csproj",
                  "level": "warning",
                  "text": "Audit source 'example' did not provide any vulnerability data."
                }
              ],
              "projects": [ { "path": "/repo/src/Api/Api.csproj", "frameworks": [ { "framework": "net10.0", "topLevelPackages": [] } ] } ]
            }
            """);

        Assert.Equal("Audit source 'example' did not provide any vulnerability data.", Assert.Single(report.Problems!).Text);
        Assert.Empty(report.Findings());
    }

    /// <summary>Restore and audit take their exceptions from two files.</summary>
    [Fact]
    public void AllowList_Always_NamesTheAdvisoriesThatRestoreSuppresses() =>
        Assert.Equal(
            XDocument.Load(Path.Combine(Product.Root, "Directory.Build.props"))
                .Descendants("NuGetAuditSuppress").Select(entry => entry.Attribute("Include")!.Value),
            AllowList.Select(allowed => $"https://github.com/advisories/{allowed.Advisory}"));

    private static IReadOnlyList<string> FindProblems(string report, DateOnly today) =>
        AdvisoryCheck.FindProblems([Read<VulnerabilityReport>(report)], AllowList, today);

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web)!;
}
