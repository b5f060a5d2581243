using Concierge.Domain.Services;
using Concierge.Domain.Tests.Common;

namespace Concierge.Domain.Tests.Services;

public sealed class ServiceNameTests() : NameTests<ServiceName>(ServiceName.From, name => name.Value);
