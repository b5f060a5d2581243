using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Concierge.Domain.Access;

/// <summary>
/// What a backend proves itself with: <c>ck_</c> and 256 random bits in base64url (RFC 4648 §5). It is told once and stored nowhere; as nobody can guess 256
/// bits, its plain SHA-256 is kept instead, which needs no salt and no slowness.
/// </summary>
public sealed class ServiceKeySecret
{
    /// <summary>What every secret starts with, so that people and secret scanners recognize one.</summary>
    public const string Prefix = "ck_";

    private const int Size = 32;

    private ServiceKeySecret(string text) => Text = text;

    public string Text { get; }

    /// <summary>Makes a new one.</summary>
    public static ServiceKeySecret Generate() => new(Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Size)));

    /// <summary>The SHA-256 of a secret, or of what claims to be one.</summary>
    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    /// <summary>Never the secret itself: whatever is formatted may end up in a log.</summary>
    public override string ToString() => Prefix + "…";
}
