namespace Concierge.Application.Sms;

/// <summary>A callback that claims to be a delivery report.</summary>
/// <param name="Query">Query parameters.</param>
/// <param name="Form">Form fields of the body.</param>
/// <param name="Signature">The gateway's signature; null if there is none.</param>
public sealed record DeliveryReportRequest(
    IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string> Form, string? Signature);
