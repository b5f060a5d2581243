using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using Concierge.Infrastructure.Encryption;
using Microsoft.AspNetCore.WebUtilities;

namespace Concierge.Infrastructure.Sms.Gateways;

/// <summary>
/// Authenticates the delivery reports of gateways that do not sign them: the callback address of each message contains a token, an HMAC of
/// the message id.
/// </summary>
internal sealed class ReportTokens(KeyRing keys)
{
    private const string Id = "id";

    private const string Token = "token";

    /// <summary>Builds the callback address of a message.</summary>
    public string AddressFor(string publicUrl, string gateway, SmsMessageId id) =>
        QueryHelpers.AddQueryString(ReportAddress.Of(publicUrl, gateway), QueryFor(id)!);

    /// <summary>Builds the query parameters that authenticate reports about a message.</summary>
    public Dictionary<string, string> QueryFor(SmsMessageId id) => new() { [Id] = id.ToString(), [Token] = TokenOf(id) };

    /// <summary>Gets the message that a report is about, if its token is valid.</summary>
    public Result<SmsMessageId> Check(IReadOnlyDictionary<string, string> query)
    {
        var text = query.GetValueOrDefault(Id);
        if (!SmsMessageId.IsValid(text))
        {
            return SmsErrors.ReportNotAuthentic;
        }

        var id = SmsMessageId.From(text!);
        return CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(TokenOf(id)), Encoding.UTF8.GetBytes(query.GetValueOrDefault(Token, "")))
            ? id
            : SmsErrors.ReportNotAuthentic;
    }

    private string TokenOf(SmsMessageId id) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(keys.Reports, id.Value.ToByteArray(bigEndian: true)));
}

/// <summary>The callback address of delivery reports.</summary>
internal static class ReportAddress
{
    public static string Of(string publicUrl, string gateway) =>
        $"{publicUrl.TrimEnd('/')}/sms-messages/delivery-reports/{gateway.ToLowerInvariant()}";
}
