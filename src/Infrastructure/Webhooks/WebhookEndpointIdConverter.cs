using Concierge.Domain.Webhooks;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Concierge.Infrastructure.Webhooks;

internal sealed class WebhookEndpointIdConverter()
    : ValueConverter<WebhookEndpointId, Guid>(id => id.Value, value => new WebhookEndpointId(value));
