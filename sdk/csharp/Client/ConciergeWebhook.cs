using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Concierge.Client;

/// <summary>Verifies webhooks by Standard Webhooks (https://www.standardwebhooks.com).</summary>
public static class ConciergeWebhook
{
    private const string SecretPrefix = "whsec_";

    private const string SignaturePrefix = "v1,";

    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Returns the event of a webhook, or null if no signature matches, or the timestamp is more than five minutes away: answer 401 then.
    /// Store the id of the event, and ignore what you have already handled. An event of a type that this client does not know, as
    /// <c>webhook.test</c>, is an <see cref="UnknownEvent"/>.
    /// </summary>
    /// <param name="body">The raw body, before it is parsed.</param>
    /// <param name="id">The header <c>webhook-id</c>.</param>
    /// <param name="timestamp">The header <c>webhook-timestamp</c>.</param>
    /// <param name="signatures">The header <c>webhook-signature</c>.</param>
    /// <param name="now">Time of the receipt.</param>
    /// <param name="secrets">The secret of the endpoint, <c>whsec_...</c>; several while it is rotated.</param>
    /// <exception cref="FormatException">A secret is not base64.</exception>
    /// <exception cref="JsonException">The body is not an event.</exception>
    public static IFeedEvent? Read(
        ReadOnlySpan<byte> body, string? id, string? timestamp, string? signatures, DateTimeOffset now, params string[] secrets) =>
        IsGenuine(body, id, timestamp, signatures, now, secrets)
            ? JsonSerializer.Deserialize<IFeedEvent>(body, ConciergeClient.EventSettings)
            : null;

    /// <summary>Returns whether a webhook is from Concierge; for the parameters see <see cref="Read"/>.</summary>
    public static bool IsGenuine(
        ReadOnlySpan<byte> body, string? id, string? timestamp, string? signatures, DateTimeOffset now, params string[] secrets)
    {
        if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(signatures)
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(now.ToUnixTimeSeconds() - seconds) > Tolerance.TotalSeconds)
        {
            return false;
        }

        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        var given = signatures.Split(' ').Where(one => one.StartsWith(SignaturePrefix, StringComparison.Ordinal))
            .Select(one => Encoding.ASCII.GetBytes(one[SignaturePrefix.Length..])).ToList();
        return secrets.Select(secret => HMACSHA256.HashData(KeyOf(secret), signed))
            .Select(hash => Encoding.ASCII.GetBytes(Convert.ToBase64String(hash)))
            .Any(expected => given.Exists(signature => CryptographicOperations.FixedTimeEquals(signature, expected)));
    }

    private static byte[] KeyOf(string secret) => Convert.FromBase64String(
        secret.StartsWith(SecretPrefix, StringComparison.Ordinal) ? secret[SecretPrefix.Length..] : secret);
}
