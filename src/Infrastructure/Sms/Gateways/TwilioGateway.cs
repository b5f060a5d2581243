using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Concierge.Application.Sms;
using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace Concierge.Infrastructure.Sms.Gateways;

/// <summary>Twilio or a compatible service: the resource Messages, and status callbacks (Twilio API 2010-04-01).</summary>
internal sealed class TwilioGateway(IOptions<SmsOptions> options, GatewayClient client) : ISmsGateway
{
    public const string GatewayName = "Twilio";

    private const string Id = "id";

    /// <summary>Maximum length of a text, in UTF-16 code units (https://www.twilio.com/docs/api/errors/21617).</summary>
    private const int MaxLength = 1600;

    /// <summary>Length of an HMAC-SHA1 in base64, in characters.</summary>
    private const int SignatureLength = 28;

    private readonly SmsOptions settings = options.Value;

    public string Name => GatewayName;

    public Error? CheckText(SmsText text) => text.Value.Length > MaxLength ? SmsErrors.BodyTooLong : null;

    public async Task<SendOutcome> SendAsync(OutboundSms sms, CancellationToken cancellationToken)
    {
        using var request = RequestFor(sms);
        return await client.SendAsync(request, Read, cancellationToken);
    }

    /// <summary>The signature covers the form, so without it only its length and the id can be checked.</summary>
    public bool MayReport(DeliveryReportRequest withoutForm) =>
        withoutForm.Signature?.Length == SignatureLength && SmsMessageId.IsValid(withoutForm.Query.GetValueOrDefault(Id));

    /// <summary>
    /// Verifies the signature: HMAC-SHA1 with the account's token over the callback address and the fields in order of their names
    /// (https://www.twilio.com/docs/usage/security#validating-requests).
    /// </summary>
    [SuppressMessage("Security", "CA5350", Justification = "HMAC-SHA1 is what Twilio signs with.")]
    public Result<DeliveryReport> ReadReport(DeliveryReportRequest request)
    {
        var id = request.Query.GetValueOrDefault(Id);
        if (!SmsMessageId.IsValid(id) || request.Signature is null)
        {
            return SmsErrors.ReportNotAuthentic;
        }

        var message = SmsMessageId.From(id!);
        var signed = CallbackFor(message) + string.Concat(
            request.Form.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => field.Key + field.Value));
        var signature = Convert.ToBase64String(
            HMACSHA1.HashData(Encoding.UTF8.GetBytes(settings.Twilio.AuthToken), Encoding.UTF8.GetBytes(signed)));
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), Encoding.UTF8.GetBytes(request.Signature)))
        {
            return SmsErrors.ReportNotAuthentic;
        }

        return new DeliveryReport(message, request.Form.GetValueOrDefault("MessageStatus") switch
        {
            "sent" => SmsStatus.Sent,
            "delivered" => SmsStatus.Delivered,
            "undelivered" or "failed" or "canceled" => SmsStatus.Undelivered,
            _ => null,
        });
    }

    private HttpRequestMessage RequestFor(OutboundSms sms)
    {
        var sender = settings.Twilio.From.StartsWith("MG", StringComparison.Ordinal) ? "MessagingServiceSid" : "From";
        return new(
            HttpMethod.Post,
            $"{settings.Twilio.Url.TrimEnd('/')}/2010-04-01/Accounts/{Uri.EscapeDataString(settings.Twilio.AccountSid)}/Messages.json")
        {
            Headers =
            {
                Authorization = new AuthenticationHeaderValue(
                    "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings.Twilio.AccountSid}:{settings.Twilio.AuthToken}"))),
            },
            Content = new FormUrlEncodedContent(
            [
                new("To", sms.Phone.Value), new(sender, settings.Twilio.From),
                new("Body", sms.Text.Value), new("StatusCallback", CallbackFor(sms.Id)),
            ]),
        };
    }

    private string CallbackFor(SmsMessageId id) =>
        QueryHelpers.AddQueryString(ReportAddress.Of(settings.PublicUrl, Name), Id, id.ToString());

    private SendOutcome Read(HttpResponseMessage response) =>
        response.IsSuccessStatusCode
            ? new SendOutcome.Accepted()
            : GatewayClient.ReadStatus(response, Name)
            ?? new SendOutcome.Refused($"{Name} refused the message (HTTP {(int)response.StatusCode}{ReadCode(response)}).");

    /// <summary>Reads Twilio's error number. Its error text repeats the phone number, so it is not stored.</summary>
    private static string ReadCode(HttpResponseMessage response)
    {
        try
        {
            using var body = JsonDocument.Parse(response.Content.ReadAsStream());
            return body.RootElement.TryGetProperty("code", out var code) && code.TryGetInt32(out var number) ? $", error {number}" : "";
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return "";
        }
    }
}
