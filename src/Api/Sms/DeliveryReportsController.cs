using Concierge.Api.OpenApi.Metadata;
using Concierge.Api.Problems;
using Concierge.Api.RateLimiting;
using Concierge.Application.Sms;
using Concierge.Application.Sms.Reports;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.OpenApi;

namespace Concierge.Api.Sms;

[Route("sms-messages/delivery-reports/{gateway}")]
[ApiTag("SMS messages")]
[AllowAnonymous]
[DisableRateLimiting]
[LimitsRefusals]
[Refuses(StatusCodes.Status401Unauthorized, "delivery_report_not_authentic")]
[RawParameter("id", ParameterLocation.Query, "Id of the message.", IsRequired = true)]
[RawParameter(
    "token", ParameterLocation.Query, "Authenticates the report. Gateways that do not sign reports send it: Kannel and the sandbox.")]
[RawParameter(
    "status", ParameterLocation.Query, "Status in the words of Kannel (1, 2, 8 or 16) or the sandbox. Other values are ignored.")]
public sealed class DeliveryReportsController(IMediator mediator) : ApiController(mediator)
{
    private const string SignatureHeader = "X-Twilio-Signature";

    private static readonly Dictionary<string, string> NoForm = [];

    /// <summary>
    /// Records a delivery report. Repeated and late reports are ignored. The gateway calls the address that it got with the message. Twilio
    /// reports in a form, which it signs; other gateways report in the query.
    /// </summary>
    /// <param name="gateway">Gateway that sends the report.</param>
    [HttpPost(Name = "reportDelivery")]
    [RawParameter(SignatureHeader, ParameterLocation.Header, "Signature of Twilio over the address and the form. Required of Twilio.")]
    [Form("DeliveryReport", "MessageSid", "MessageStatus", "ErrorCode")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    public async Task<IActionResult> Report([NamedSchema("SmsGateway", "kannel", "twilio", "sandbox")] string gateway)
    {
        var request = ReportWithoutForm();
        var check = await Send(new CheckDeliveryReport(gateway, request));
        return check.IsSuccess
            ? Done(await Send(new RecordDeliveryReport(
                gateway, request with { Form = await ReportForm.ReadAsync(Request, HttpContext.RequestAborted) })))
            : Done(check);
    }

    /// <summary>Records a delivery report of a gateway that reports with GET.</summary>
    /// <param name="gateway">Gateway that sends the report.</param>
    [HttpGet(Name = "reportDeliveryByGet")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    public async Task<IActionResult> ReportByGet([NamedSchema("SmsGateway", "kannel", "twilio", "sandbox")] string gateway) =>
        Done(await Send(new RecordDeliveryReport(gateway, ReportWithoutForm())));

    /// <summary>Gets the callback without its form. A repeated query parameter has its last value; gateways send each once.</summary>
    private DeliveryReportRequest ReportWithoutForm() => new(
        Request.Query.ToDictionary(parameter => parameter.Key, parameter => parameter.Value.LastOrDefault() ?? ""),
        NoForm, Request.Headers[SignatureHeader].FirstOrDefault());
}
