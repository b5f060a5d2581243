using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using Microsoft.AspNetCore.WebUtilities;

namespace Concierge.Infrastructure.Sms.Gateways;

/// <summary>
/// Proof that a delivery report comes from the gateway that the message was handed over to, for gateways that sign nothing: the address that it is told to report
/// to holds a token that only this service can make, for this message alone.
/// </summary>
internal sealed class ReportTokens(SmsKeyRing keys)
{
    private const string Id = "id";

    private const string Token = "token";

    /// <summary>The address to which a gateway reports on a message.</summary>
    public string AddressFor(string publicUrl, string gateway, SmsMessageId id) =>
        QueryHelpers.AddQueryString(ReportAddress.Of(publicUrl, gateway), QueryFor(id)!);

    /// <summary>What proves, in the address of a report, that it is about this message.</summary>
    public Dictionary<string, string> QueryFor(SmsMessageId id) => new() { [Id] = id.ToString(), [Token] = TokenOf(id) };

    /// <summary>The message that a report is about, if its token is right.</summary>
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

    private string TokenOf(SmsMessageId id) => Base64Url.EncodeToString(HMACSHA256.HashData(keys.Reports, id.Value.ToByteArray(bigEndian: true)));
}

/// <summary>Where gateways report to.</summary>
internal static class ReportAddress
{
    public static string Of(string publicUrl, string gateway) => $"{publicUrl.TrimEnd('/')}/sms-messages/delivery-reports/{gateway.ToLowerInvariant()}";
}
