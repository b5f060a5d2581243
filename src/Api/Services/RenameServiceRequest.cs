namespace Concierge.Api.Services;

/// <summary>The new name of a service.</summary>
public sealed record RenameServiceRequest : ServiceRequest;
