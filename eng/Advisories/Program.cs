// Audits every project with `dotnet list package --vulnerable` and compares the result with eng/advisories.json.
//   dotnet run --project eng/Advisories    from the root of the repository
// Exit codes: 0 no problem, 1 a problem, 2 the audit is incomplete, for example because no source provides vulnerability data.
using System.Diagnostics;
using System.Text.Json;
using System.Xml.Linq;
using Concierge.Advisories;

string[] audited = ["Concierge.slnx", "bench/Bench", "bench/Floor", "sdk/csharp/Generate"];

var configuration = WriteAuditSources();
var reports = audited.Select(Audit).ToList();
File.Delete(configuration);

if (reports.SelectMany(report => report.Problems ?? []).Select(problem => problem.Text).ToHashSet() is { Count: > 0 } gaps)
{
    Console.Error.WriteLine($"The audit is incomplete, so it proves nothing.\n{string.Join('\n', gaps)}");
    return 2;
}

var allowList = Read<AllowedAdvisory[]>(File.ReadAllText("eng/advisories.json"));
var problems = AdvisoryCheck.FindProblems(reports, allowList, DateOnly.FromDateTime(DateTime.UtcNow));
Console.WriteLine(problems.Count == 0 ? $"No advisory but the {allowList.Length} on the allow list." : string.Join('\n', problems));
return problems.Count == 0 ? 0 : 1;

// NuGet reports that a source has no vulnerability data only when the source is configured as an audit source:
// https://learn.microsoft.com/nuget/reference/errors-and-warnings/nu1905
static string WriteAuditSources()
{
    var sources = from line in Run("nuget", "list", "source", "--format", "Short").Split('\n')
                  where line.StartsWith("E http", StringComparison.Ordinal)
                  let url = line.Split(' ')[1].Trim()
                  select new XElement("add", new XAttribute("key", url), new XAttribute("value", url));

    var path = Path.GetTempFileName();
    new XElement("configuration", new XElement("auditSources", new XElement("clear"), sources)).Save(path);
    return path;
}

VulnerabilityReport Audit(string project) =>
    Read<VulnerabilityReport>(
        Run("list", project, "package", "--vulnerable", "--include-transitive", "--format", "json", "--config", configuration));

static string Run(params string[] arguments)
{
    using var dotnet = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
    var output = dotnet.StandardOutput.ReadToEnd();
    dotnet.WaitForExit();
    return dotnet.ExitCode == 0 ? output : throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} failed:\n{output}");
}

static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web)!;
