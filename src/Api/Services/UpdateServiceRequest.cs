using Concierge.Api.Json;
using Concierge.Application.Services;

namespace Concierge.Api.Services;

/// <summary>The new content of a service.</summary>
[Replaces(typeof(ServiceDto))]
public sealed record UpdateServiceRequest : ServiceRequest;
