using Concierge.Domain.Services;
using Concierge.Domain.Tests.Common;

namespace Concierge.Domain.Tests.Services;

public sealed class ServiceIdTests() : StringIdTests<ServiceId>(ServiceId.From, ServiceId.IsValid, id => id.Value);
