using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Concierge.Domain.Access;

/// <summary>
/// The secret of a service key: <c>ck_</c> and 256 random bits in base64url (RFC 4648 §5). It is shown once and never stored. Only its
/// SHA-256 is stored; 256 random bits cannot be guessed, so the hash needs neither a salt nor a slow function.
/// </summary>
public sealed class ServiceKeySecret
{
    /// <summary>Prefix of every secret, by which people and secret scanners recognize it.</summary>
    public const string Prefix = "ck_";

    private const int Size = 32;

    private ServiceKeySecret(string text) => Text = text;

    public string Text { get; }

    /// <summary>Generates a new secret.</summary>
    public static ServiceKeySecret Generate() => new(Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Size)));

    /// <summary>Computes the SHA-256 of a secret, or of text that a caller presents as one.</summary>
    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    /// <summary>Hides the secret, because formatted text may be logged.</summary>
    public override string ToString() => Prefix + "…";
}
