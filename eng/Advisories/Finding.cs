namespace Concierge.Advisories;

/// <summary>Advisory that affects a version of a package.</summary>
public sealed record Finding(string Package, string Version, string AdvisoryUrl);
