using System.Text;
using System.Xml.Linq;
using Concierge.Infrastructure.Encryption;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Infrastructure.Access;

/// <summary>
/// Decrypts the data protection keys. The name of this type is stored beside each key, and the framework creates the instance.
/// </summary>
internal sealed class TokenKeyDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var keys = services.GetRequiredService<KeyRing>();
        return XElement.Parse(Encoding.UTF8.GetString(Envelope.Open(keys.Tokens, Convert.FromBase64String(encryptedElement.Value))));
    }
}
