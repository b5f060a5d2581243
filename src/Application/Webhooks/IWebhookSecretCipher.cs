using Concierge.Domain.Webhooks;

namespace Concierge.Application.Webhooks;

/// <summary>Encrypts the signing secrets of webhook endpoints.</summary>
public interface IWebhookSecretCipher
{
    /// <summary>Encrypts a secret. The row can be read only as that of this endpoint.</summary>
    WebhookSecret Seal(WebhookEndpointId endpoint, WebhookSecretId id, byte[] secret, DateTimeOffset now);
}
