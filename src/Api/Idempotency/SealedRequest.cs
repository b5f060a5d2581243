using System.Security.Cryptography;
using System.Text;
using Concierge.Infrastructure.Encryption;

namespace Concierge.Api.Idempotency;

/// <summary>
/// Identity and encryption key of a request. The stored response is encrypted because it may repeat the text of a message. Its key is
/// derived from the whole request and is stored nowhere: only an identical request can decrypt it, and deleting a message leaves no
/// readable copy.
/// </summary>
internal sealed class SealedRequest
{
    private readonly byte[] responseKey;

    /// <param name="caller">Name of the caller.</param>
    /// <param name="key">The Idempotency-Key.</param>
    /// <param name="description">Everything besides the body that identifies the request.</param>
    /// <param name="body">The request body.</param>
    public SealedRequest(string caller, string key, string description, ReadOnlySpan<byte> body)
    {
        Id = IdOf(caller, key);
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.ASCII.GetBytes(key));
        hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(description)));
        hash.AppendData(body);
        var secret = hash.GetHashAndReset();
        Fingerprint = HMACSHA256.HashData(secret, "fingerprint"u8);
        responseKey = HMACSHA256.HashData(secret, "response"u8);
    }

    /// <summary>Identifies the caller and the key.</summary>
    public byte[] Id { get; }

    /// <summary>Computes the id of a caller's key.</summary>
    public static byte[] IdOf(string caller, string key) => SHA256.HashData(Encoding.UTF8.GetBytes($"{caller}\n{key}"));

    /// <summary>Identifies the content of the request, without revealing it.</summary>
    public byte[] Fingerprint { get; }

    /// <summary>Encrypts a response.</summary>
    public byte[] Seal(ReadOnlySpan<byte> response) => Envelope.Seal(responseKey, response);

    /// <summary>Decrypts a response.</summary>
    public byte[] Open(ReadOnlySpan<byte> envelope) => Envelope.Open(responseKey, envelope);
}
