using System.Text;
using System.Xml.Linq;
using Concierge.Infrastructure.Encryption;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace Concierge.Infrastructure.Access;

/// <summary>
/// Encrypts the data protection keys of user tokens with a key that is not in the database. A stolen copy of the database cannot be used to
/// make tokens.
/// </summary>
internal sealed class TokenKeyEncryptor(KeyRing keys) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plaintext = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        return new(new XElement("encrypted", Convert.ToBase64String(Envelope.Seal(keys.Tokens, plaintext))), typeof(TokenKeyDecryptor));
    }
}
