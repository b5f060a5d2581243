using Concierge.Domain.Orders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Concierge.Infrastructure.Orders;

internal sealed class OrderIdConverter() : ValueConverter<OrderId, string>(id => id.Value, value => OrderId.From(value));
