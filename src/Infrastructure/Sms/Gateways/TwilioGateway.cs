using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Concierge.Application.Sms;
using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace Concierge.Infrastructure.Sms.Gateways;

/// <summary>Twilio or a compatible service: the resource Messages, and status callbacks (Twilio API 2010-04-01).</summary>
internal sealed partial class TwilioGateway(IOptions<SmsOptions> options, GatewayClient client) : ISmsGateway
{
    public const string GatewayName = "Twilio";

    private const string Id = "id";

    /// <summary>Maximum length of a text, in UTF-16 code units (https://www.twilio.com/docs/api/errors/21617).</summary>
    private const int MaxLength = 1600;

    /// <summary>Length of an HMAC-SHA1 in base64, in characters.</summary>
    private const int SignatureLength = 28;

    private readonly SmsOptions settings = options.Value;

    public string Name => GatewayName;

    private AuthenticationHeaderValue Credentials => new(
        "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings.Twilio.AccountSid}:{settings.Twilio.AuthToken}")));

    public bool CanBeAsked => true;

    public Error? CheckText(SmsText text) => text.Value.Length > MaxLength ? SmsErrors.BodyTooLong : null;

    public async Task<SendOutcome> SendAsync(OutboundSms sms, CancellationToken cancellationToken)
    {
        using var request = RequestFor(sms);
        return await client.SendAsync(request, Read, cancellationToken);
    }

    /// <summary>The signature covers the form, so without it only its length and the id can be checked.</summary>
    public bool MayReport(DeliveryReportRequest withoutForm) =>
        withoutForm.Signature?.Length == SignatureLength && SmsMessageId.IsValid(withoutForm.Query.GetValueOrDefault(Id));

    public async Task<DeliveryReport?> AskAsync(SmsMessageId id, string reference, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, AddressOf($"Messages/{Uri.EscapeDataString(reference)}.json"))
        {
            Headers = { Authorization = Credentials },
        };
        return await client.GetAsync(
            request,
            response =>
            {
                var message = ReadBody<TwilioMessage>(response);
                return new DeliveryReport(id, StatusOf(message?.Status), CodeOf(message?.ErrorCode));
            },
            cancellationToken);
    }

    /// <summary>
    /// Verifies the signature: HMAC-SHA1 with the account's token over the callback address and the fields in order of their names
    /// (https://www.twilio.com/docs/usage/security#validating-requests).
    /// </summary>
    public Result<DeliveryReport> ReadReport(DeliveryReportRequest request)
    {
        var id = request.Query.GetValueOrDefault(Id);
        if (!SmsMessageId.IsValid(id) || request.Signature is null)
        {
            return SmsErrors.ReportNotAuthentic;
        }

        var message = SmsMessageId.From(id!);
        if (!AddressesOf(CallbackFor(message)).Any(address => IsSignatureOf(address, request.Form, request.Signature)))
        {
            return SmsErrors.ReportNotAuthentic;
        }

        int? code = int.TryParse(
            request.Form.GetValueOrDefault("ErrorCode"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        return new DeliveryReport(
            message, StatusOf(request.Form.GetValueOrDefault("MessageStatus")), CodeOf(code),
            ReferenceOf(request.Form.GetValueOrDefault("MessageSid")));
    }

    /// <summary>
    /// Returns the forms of the callback address that Twilio may have signed. It signs some addresses with their port and some without, so
    /// its own libraries accept both (https://www.twilio.com/docs/usage/security#validating-requests).
    /// </summary>
    private static string[] AddressesOf(string callback)
    {
        var port = $":{new Uri(callback).Port}";
        var path = callback.IndexOf('/', callback.IndexOf("://", StringComparison.Ordinal) + 3);
        var host = callback[..path].EndsWith(port, StringComparison.Ordinal) ? callback[..(path - port.Length)] : callback[..path];
        return [host + callback[path..], host + port + callback[path..]];
    }

    private static SmsStatus? StatusOf(string? status) => status switch
    {
        "sent" => SmsStatus.Sent,
        "delivered" or "read" => SmsStatus.Delivered,
        "undelivered" or "failed" or "canceled" => SmsStatus.Undelivered,
        _ => null,
    };

    private static string? CodeOf(int? code) => code is > 0 ? code.Value.ToString(CultureInfo.InvariantCulture) : null;

    /// <summary>Returns an id of Twilio's, or null for any other text.</summary>
    private static string? ReferenceOf(string? sid) => sid is not null && Sid().IsMatch(sid) ? sid : null;

    /// <summary>Reads a body. Returns null if it is none of Twilio's.</summary>
    private static T? ReadBody<T>(HttpResponseMessage response) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(response.Content.ReadAsStream());
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [SuppressMessage("Security", "CA5350", Justification = "HMAC-SHA1 is what Twilio signs with.")]
    private bool IsSignatureOf(string address, IReadOnlyDictionary<string, string> form, string signature)
    {
        var signed = address + string.Concat(
            form.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => field.Key + field.Value));
        var expected = Convert.ToBase64String(
            HMACSHA1.HashData(Encoding.UTF8.GetBytes(settings.Twilio.AuthToken), Encoding.UTF8.GetBytes(signed)));
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(signature));
    }

    private HttpRequestMessage RequestFor(OutboundSms sms)
    {
        var sender = settings.Twilio.From.StartsWith("MG", StringComparison.Ordinal) ? "MessagingServiceSid" : "From";
        return new(HttpMethod.Post, AddressOf("Messages.json"))
        {
            Headers = { Authorization = Credentials },
            Content = new FormUrlEncodedContent(
            [
                new("To", sms.Phone.Value), new(sender, settings.Twilio.From),
                new("Body", sms.Text.Value), new("StatusCallback", CallbackFor(sms.Id)),
            ]),
        };
    }

    private string AddressOf(string resource) =>
        $"{settings.Twilio.Url.TrimEnd('/')}/2010-04-01/Accounts/{Uri.EscapeDataString(settings.Twilio.AccountSid)}/{resource}";

    private string CallbackFor(SmsMessageId id) =>
        QueryHelpers.AddQueryString(ReportAddress.Of(settings.PublicUrl, Name), Id, id.ToString());

    private SendOutcome Read(HttpResponseMessage response) =>
        response.IsSuccessStatusCode
            ? new SendOutcome.Accepted(ReferenceOf(ReadBody<TwilioMessage>(response)?.Sid))
            : GatewayClient.ReadStatus(response, Name) ?? ReadRefusal(response);

    /// <summary>Reads Twilio's error number. Its error text repeats the phone number, so it is not stored.</summary>
    private SendOutcome.Refused ReadRefusal(HttpResponseMessage response)
    {
        var code = CodeOf(ReadBody<TwilioError>(response)?.Code);
        return new(
            $"{Name} refused the message (HTTP {(int)response.StatusCode}{(code is null ? "" : $", error {code}")}).", code);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9]{1,64}\z")]
    private static partial Regex Sid();

    /// <summary>What is read of a message.</summary>
    private sealed record TwilioMessage(
        [property: JsonPropertyName("sid")] string? Sid,
        [property: JsonPropertyName("status")] string? Status,
        [property: JsonPropertyName("error_code")] int? ErrorCode);

    /// <summary>What is read of an error.</summary>
    private sealed record TwilioError([property: JsonPropertyName("code")] int? Code);
}
