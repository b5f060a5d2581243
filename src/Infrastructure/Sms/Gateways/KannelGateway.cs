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
internal sealed class KannelGateway(IOptions<SmsOptions> options, ReportTokens tokens) : ISmsGateway, IDisposable
{
    public const string GatewayName = "Kannel";

    /// <summary>Reports to request: delivered, failed, accepted by the operator, refused by the operator. Not: queued there.</summary>
    private const int ReportsWanted = 1 | 2 | 8 | 16;

    private readonly SmsOptions settings = options.Value;
    private readonly GatewayClient client = new(options.Value.Timeout);

    public string Name => GatewayName;

    public Task<SendOutcome> SendAsync(OutboundSms sms, CancellationToken cancellationToken) => client.SendAsync(
        () => new(HttpMethod.Get, AddressFor(sms)),
        (response, _) => Task.FromResult(
            // Accepted, 202: "0: Accepted for delivery", or "3: Queued for later delivery". The status is enough.
            response.StatusCode is HttpStatusCode.Accepted or HttpStatusCode.OK
                ? new SendOutcome.Accepted()
                : GatewayClient.ReadStatus(response, Name)
                ?? new SendOutcome.Refused($"{Name} refused the message (HTTP {(int)response.StatusCode}).")),
        cancellationToken);

    public Result<DeliveryReport> ReadReport(DeliveryReportRequest request) =>
        tokens.Check(request.Query).Then<SmsMessageId, DeliveryReport>(id =>
        new DeliveryReport(id, request.Query.GetValueOrDefault("status") switch
        {
            "1" => SmsStatus.Delivered,
            "2" or "16" => SmsStatus.Undelivered,
            "8" => SmsStatus.Sent,
            _ => null,
        }));

    public void Dispose() => client.Dispose();

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
