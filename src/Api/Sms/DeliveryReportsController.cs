using System.Text;
using Concierge.Api.Http;
using Concierge.Api.OpenApi.Metadata;
using Concierge.Api.Problems;
using Concierge.Application.Sms;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.OpenApi;

namespace Concierge.Api.Sms;

[Route("sms-messages/delivery-reports/{gateway}")]
[ApiTag("SMS messages")]
[AllowAnonymous]
[RawParameter("id", ParameterLocation.Query, "Id of the message.", IsRequired = true)]
[RawParameter(
    "token", ParameterLocation.Query, "Authenticates the report. Gateways that do not sign reports send it: Kannel and the sandbox.")]
[RawParameter(
    "status", ParameterLocation.Query, "Status in the words of Kannel (1, 2, 8 or 16) or the sandbox. Other values are ignored.")]
public sealed class DeliveryReportsController(IMediator mediator) : ApiController(mediator)
{
    private const string SignatureHeader = "X-Twilio-Signature";

    /// <summary>
    /// Records a delivery report. Repeated and late reports are ignored. The gateway calls the address that it got with the message. Twilio
    /// reports in a form, which it signs; other gateways report in the query.
    /// </summary>
    /// <param name="gateway">Gateway that sends the report.</param>
    [HttpPost(Name = "reportDelivery")]
    [RawParameter(SignatureHeader, ParameterLocation.Header, "Signature of Twilio over the address and the form. Required of Twilio.")]
    [Form("DeliveryReport", "MessageSid", "MessageStatus", "ErrorCode")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [Refuses(StatusCodes.Status401Unauthorized, "delivery_report_not_authentic")]
    public async Task<IActionResult> Report([NamedSchema("SmsGateway", "kannel", "twilio", "sandbox")] string gateway)
    {
        var body = await RequestBody.ReadAsync(Request, HttpContext.RequestAborted);
        return await RecordAsync(gateway, QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body)));
    }

    /// <summary>Records a delivery report of a gateway that reports with GET.</summary>
    /// <param name="gateway">Gateway that sends the report.</param>
    [HttpGet(Name = "reportDeliveryByGet")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [Refuses(StatusCodes.Status401Unauthorized, "delivery_report_not_authentic")]
    public Task<IActionResult> ReportByGet([NamedSchema("SmsGateway", "kannel", "twilio", "sandbox")] string gateway) =>
        RecordAsync(gateway, []);

    private async Task<IActionResult> RecordAsync(string gateway, Dictionary<string, StringValues> form)
    {
        var request = new DeliveryReportRequest(Flatten(Request.Query), Flatten(form), Request.Headers[SignatureHeader].FirstOrDefault());
        return Done(await Send(new RecordDeliveryReport(gateway, request)));
    }

    /// <summary>Maps each field to its last value. Gateways send each field once.</summary>
    private static Dictionary<string, string> Flatten(IEnumerable<KeyValuePair<string, StringValues>> fields) =>
        fields.ToDictionary(field => field.Key, field => field.Value.LastOrDefault() ?? "");
}
