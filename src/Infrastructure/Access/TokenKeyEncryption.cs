using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Concierge.Infrastructure.Sms;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;
using static Concierge.Infrastructure.Access.TokenKeyEncryptor;

namespace Concierge.Infrastructure.Access;

/// <summary>Encrypts the keys of tokens with one that is not in the database, so that nobody makes tokens out of a stolen copy of it.</summary>
internal sealed class TokenKeyEncryptor(SmsKeyRing keys) : IXmlEncryptor
{
    public const int NonceSize = 12;

    public const int TagSize = 16;

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plaintext = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var nonce = RandomNumberGenerator.GetBytes(NonceSize);
        var ciphertext = new byte[plaintext.Length];
        var tag = new byte[TagSize];
        using var cipher = new AesGcm(keys.Tokens, TagSize);
        cipher.Encrypt(nonce, plaintext, ciphertext, tag);
        return new(new XElement("encrypted", Convert.ToBase64String([.. nonce, .. tag, .. ciphertext])), typeof(TokenKeyDecryptor));
    }
}

/// <summary>Made by the framework, from the name of its type beside each key.</summary>
internal sealed class TokenKeyDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var sealedText = Convert.FromBase64String(encryptedElement.Value).AsSpan();
        var plaintext = new byte[sealedText.Length - NonceSize - TagSize];
        using var cipher = new AesGcm(services.GetRequiredService<SmsKeyRing>().Tokens, TagSize);
        cipher.Decrypt(sealedText[..NonceSize], sealedText[(NonceSize + TagSize)..], sealedText[NonceSize..(NonceSize + TagSize)], plaintext);
        return XElement.Parse(Encoding.UTF8.GetString(plaintext));
    }
}
