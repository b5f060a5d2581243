namespace Concierge.Advisories;

/// <summary>Entry of <c>eng/advisories.json</c>: an advisory that does not affect the product.</summary>
/// <param name="Advisory">GitHub's identifier, such as <c>GHSA-rvv3-g6hj-g44x</c>.</param>
/// <param name="Cve">CVE identifier of the same advisory. The image scan reports this one.</param>
/// <param name="Package">Package that the advisory is about.</param>
/// <param name="ReviewBy">Last day on which the entry is valid without a new review.</param>
/// <param name="Reason">Why the advisory does not affect the product.</param>
public sealed record AllowedAdvisory(string Advisory, string Cve, string Package, DateOnly ReviewBy, string Reason);
