using System.Security.Cryptography;

namespace Concierge.Domain.Webhooks;

/// <summary>
/// A signing secret of an endpoint, encrypted. Receivers know it as <c>whsec_</c> and the base64 of 32 bytes
/// (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
/// </summary>
public sealed class WebhookSecret
{
    /// <summary>Prefix of every secret, by which people and secret scanners recognize it.</summary>
    public const string Prefix = "whsec_";

    /// <summary>Size of a secret, in bytes.</summary>
    public const int Size = 32;

    /// <summary>Maximum number of secrets of an endpoint that sign at a time.</summary>
    public const int MaxLiving = 5;

    private WebhookSecret()
    {
    }

    public WebhookEndpointId EndpointId { get; private init; }

    public WebhookSecretId Id { get; private init; }

    /// <summary>The encrypted bytes.</summary>
    public byte[] Sealed { get; private init; } = [];

    /// <summary>Identifies the key that encrypts, without revealing it.</summary>
    public string SealedWith { get; private init; } = "";

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>Until when the secret signs; null for the newest one.</summary>
    public DateTimeOffset? ExpiresAt { get; private set; }

    /// <summary>Creates the row of a secret.</summary>
    public static WebhookSecret Create(
        WebhookEndpointId endpoint, WebhookSecretId id, byte[] @sealed, string sealedWith, DateTimeOffset now) => new()
        {
            EndpointId = endpoint,
            Id = id,
            Sealed = @sealed,
            SealedWith = sealedWith,
            CreatedAt = now,
        };

    /// <summary>Generates the bytes of a secret.</summary>
    public static byte[] Generate() => RandomNumberGenerator.GetBytes(Size);

    /// <summary>Gets the text that receivers know.</summary>
    public static string TextOf(byte[] secret) => Prefix + Convert.ToBase64String(secret);

    /// <summary>Ends the secret at a time, or earlier if it would have ended anyway.</summary>
    public void ExpireAt(DateTimeOffset time) => ExpiresAt = ExpiresAt < time ? ExpiresAt : time;
}
