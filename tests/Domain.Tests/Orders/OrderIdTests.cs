using Concierge.Domain.Orders;
using Concierge.Domain.Tests.Common;

namespace Concierge.Domain.Tests.Orders;

public sealed class OrderIdTests() : StringIdTests<OrderId>(OrderId.From, OrderId.IsValid, id => id.Value);
