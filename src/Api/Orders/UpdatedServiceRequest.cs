using Concierge.Api.Json;
using Concierge.Application.Orders;

namespace Concierge.Api.Orders;

/// <summary>A service of a changed order.</summary>
[Replaces(typeof(OrderedServiceDto))]
public sealed record UpdatedServiceRequest : OrderedServiceRequest;
