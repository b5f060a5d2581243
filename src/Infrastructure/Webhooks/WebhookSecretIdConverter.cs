using Concierge.Domain.Webhooks;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Concierge.Infrastructure.Webhooks;

internal sealed class WebhookSecretIdConverter()
    : ValueConverter<WebhookSecretId, Guid>(id => id.Value, value => new WebhookSecretId(value));
