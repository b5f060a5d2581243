namespace Concierge.Advisories;

public static class AdvisoryCheck
{
    /// <summary>Compares reported advisories with the allow list.</summary>
    /// <returns>Problems: advisories that are not allowed, entries past their review date, entries that nothing reports.</returns>
    public static IReadOnlyList<string> FindProblems(
        IEnumerable<VulnerabilityReport> reports, IReadOnlyList<AllowedAdvisory> allowList, DateOnly today)
    {
        var findings = reports.SelectMany(report => report.Findings()).ToHashSet();

        return
        [
            .. from finding in findings
               where !allowList.Any(allowed => Allows(allowed, finding))
               select $"{finding.Package} {finding.Version} has an advisory: {finding.AdvisoryUrl}",
            .. from allowed in allowList
               where today > allowed.ReviewBy
               select $"{allowed.Advisory} was to be reviewed by {allowed.ReviewBy:O}. Review it again or upgrade {allowed.Package}.",
            .. from allowed in allowList
               where !findings.Any(finding => Allows(allowed, finding))
               select $"{allowed.Advisory} is no longer reported for {allowed.Package}. Delete it from eng/advisories.json.",
        ];
    }

    private static bool Allows(AllowedAdvisory allowed, Finding finding) =>
        finding.Package == allowed.Package && finding.AdvisoryUrl.EndsWith($"/{allowed.Advisory}", StringComparison.OrdinalIgnoreCase);
}
