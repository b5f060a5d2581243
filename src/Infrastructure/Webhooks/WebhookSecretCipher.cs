using System.Security.Cryptography;
using Concierge.Application.Webhooks;
using Concierge.Domain.Webhooks;
using Concierge.Infrastructure.Encryption;

namespace Concierge.Infrastructure.Webhooks;

/// <summary>
/// Encrypts each secret in an <see cref="Envelope"/> that is bound to its endpoint and row, so it cannot be moved to another place.
/// </summary>
internal sealed class WebhookSecretCipher(KeyRing keys) : IWebhookSecretCipher
{
    public WebhookSecret Seal(WebhookEndpointId endpoint, WebhookSecretId id, byte[] secret, DateTimeOffset now) =>
        WebhookSecret.Create(
            endpoint, id, Envelope.Seal(keys.Webhooks, secret, Place(endpoint.Value, id.Value)), KeyName(keys.Webhooks), now);

    /// <summary>Decrypts a secret. Returns null if it is sealed with a key that this replica does not have.</summary>
    public byte[]? Open(Guid endpoint, Guid id, byte[] @sealed)
    {
        try
        {
            return Envelope.Open(keys.Webhooks, @sealed, Place(endpoint, id));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static byte[] Place(Guid endpoint, Guid id) => [.. endpoint.ToByteArray(), .. id.ToByteArray()];

    /// <summary>Identifies the key without revealing it.</summary>
    private static string KeyName(byte[] key) => Convert.ToHexStringLower(SHA256.HashData(key).AsSpan(..4));
}
