using System.Net;
using Concierge.Application.Sms;
using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace Concierge.Infrastructure.Sms.Gateways;

/// <summary>
/// A Kannel gateway: <c>sendsms</c> of its smsbox, and its delivery reports (Kannel 1.4.5 User's Guide, chapters 6 and 10).
/// </summary>
internal sealed class KannelGateway(IOptions<SmsOptions> options, GatewayClient client, ReportTokens tokens) : ISmsGateway
{
    public const string GatewayName = "Kannel";

    /// <summary>Reports to request: delivered, failed, accepted by the operator, refused by the operator. Not: queued there.</summary>
    private const int ReportsWanted = 1 | 2 | 8 | 16;

    private readonly SmsOptions settings = options.Value;

    public string Name => GatewayName;

    public Error? CheckText(SmsText text) =>
        text.Segments > settings.Kannel.MaxParts ? SmsErrors.TooManyParts(settings.Kannel.MaxParts) : null;

    public async Task<SendOutcome> SendAsync(OutboundSms sms, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, AddressFor(sms));
        return await client.SendAsync(request, Read, cancellationToken);
    }

    public Result<DeliveryReport> ReadReport(DeliveryReportRequest request) =>
        tokens.Check(request.Query).Then<SmsMessageId, DeliveryReport>(id =>
        new DeliveryReport(id, request.Query.GetValueOrDefault("status") switch
        {
            "1" => SmsStatus.Delivered,
            "2" or "16" => SmsStatus.Undelivered,
            "8" => SmsStatus.Sent,
            _ => null,
        }));

    /// <summary>An acceptance is 202, with "0: Accepted for delivery" or "3: Queued for later delivery".</summary>
    private SendOutcome Read(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.Accepted or HttpStatusCode.OK
            ? new SendOutcome.Accepted()
            : GatewayClient.ReadStatus(response, Name)
            ?? new SendOutcome.Refused($"{Name} refused the message (HTTP {(int)response.StatusCode}).");

    private string AddressFor(OutboundSms sms)
    {
        var query = new Dictionary<string, string?>
        {
            ["username"] = settings.Kannel.Username,
            ["password"] = settings.Kannel.Password,
            ["from"] = settings.Kannel.From,
            ["to"] = sms.Phone.Value,
            ["text"] = sms.Text.Value,
            ["charset"] = "UTF-8",
            ["coding"] = sms.Text.Encoding == SmsEncoding.Gsm7 ? "0" : "2",
            ["dlr-mask"] = $"{ReportsWanted}",

            // Kannel replaces %d with the number of the status. It would not replace an encoded percent sign.
            ["dlr-url"] = tokens.AddressFor(settings.PublicUrl, Name, sms.Id) + "&status=%d",
        };
        return QueryHelpers.AddQueryString(settings.Kannel.Url, query);
    }
}
