using System.Text;
using System.Xml.Linq;
using Concierge.Infrastructure.Encryption;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Infrastructure.Access;

/// <summary>Encrypts the data protection keys of user tokens with a key that is not in the database. A stolen copy of the database cannot be used to make tokens.</summary>
internal sealed class TokenKeyEncryptor(KeyRing keys) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plaintext = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        return new(new XElement("encrypted", Convert.ToBase64String(Envelope.Seal(keys.Tokens, plaintext))), typeof(TokenKeyDecryptor));
    }
}

/// <summary>Decrypts the data protection keys. The name of this type is stored beside each key, and the framework creates the instance.</summary>
internal sealed class TokenKeyDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var keys = services.GetRequiredService<KeyRing>();
        return XElement.Parse(Encoding.UTF8.GetString(Envelope.Open(keys.Tokens, Convert.FromBase64String(encryptedElement.Value))));
    }
}
