using System.Net;
using System.Text;
using Concierge.Api.Sms;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using Microsoft.AspNetCore.Http;

namespace Concierge.Api.Tests.Sms;

/// <summary>The form of a delivery report, which strangers can send.</summary>
public sealed class ReportFormTests
{
    [Fact]
    public async Task Read_WithFields_DecodesThemAndTakesTheLastOfARepeatedOne()
    {
        var fields = await ReadAsync("a=1&b=%C3%BC+%2B&a=2&c=&=d");

        Assert.Equal([("a", "2"), ("b", "\u00fc +"), ("c", ""), ("", "d")], fields.Select(field => (field.Key, field.Value)));
    }

    [Theory]
    [InlineData(64, 64)]
    [InlineData(65, 64)]
    [InlineData(1000, 64)]
    public async Task Read_WithManyFields_LeavesFurtherOnesOut(int sent, int read)
    {
        var fields = await ReadAsync(string.Join('&', Enumerable.Range(0, sent).Select(number => $"{number}=x")));

        Assert.Equal(Enumerable.Range(0, read).Select(number => $"{number}"), fields.Keys);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16 * 1024)]
    public async Task Read_UpTo16KiB_ReadsTheWholeBody(int length)
    {
        var fields = await ReadAsync("=".PadLeft(length, 'a'));

        Assert.Equal([length - 1], fields.Keys.Select(name => name.Length));
    }

    [Fact]
    public async Task Read_Beyond16KiB_IsRefused() =>
        Assert.Equal(
            StatusCodes.Status413PayloadTooLarge,
            (await Assert.ThrowsAsync<BadHttpRequestException>(() => ReadAsync(new string('a', (16 * 1024) + 1)))).StatusCode);

    private static Task<IReadOnlyDictionary<string, string>> ReadAsync(string body)
    {
        var context = new DefaultHttpContext { Request = { Body = new MemoryStream(Encoding.ASCII.GetBytes(body)) } };
        return ReportForm.ReadAsync(context.Request, TestContext.Current.CancellationToken);
    }
}

/// <summary>Reports of Twilio, whose form is read before its signature is verified.</summary>
public sealed class TwilioReportFormTests(TwilioFixture api) : IClassFixture<TwilioFixture>
{
    [Theory]
    [InlineData(64, HttpStatusCode.NoContent)]
    [InlineData(65, HttpStatusCode.Unauthorized)]
    public async Task Report_WithManySignedFields_IsAcceptedUpTo64(int count, HttpStatusCode status)
    {
        var callback = await SentAsync();
        var fields = Enumerable.Range(1, count - 1).ToDictionary(number => $"Field{number}", number => $"{number}");
        fields["MessageStatus"] = "delivered";

        (await ReportAsync(callback, fields, TwilioDouble.Sign(callback, fields))).Expect(status);
    }

    [Theory]
    [InlineData(28, HttpStatusCode.RequestEntityTooLarge, "body_too_large")]
    [InlineData(27, HttpStatusCode.Unauthorized, "delivery_report_not_authentic")]
    [InlineData(29, HttpStatusCode.Unauthorized, "delivery_report_not_authentic")]
    [InlineData(0, HttpStatusCode.Unauthorized, "delivery_report_not_authentic")]
    public async Task Report_WithLargeBody_IsReadOnlyWithSomethingLikeASignature(int signature, HttpStatusCode status, string code)
    {
        var fields = new Dictionary<string, string> { ["MessageStatus"] = new('a', 17 * 1024) };

        (await ReportAsync(await SentAsync(), fields, new string('A', signature))).ExpectProblem(status, code);
    }

    private async Task<string> SentAsync()
    {
        var phone = GatewaySteps.NewPhone();
        await api.SmsOnceAsync(await api.AcceptSmsAsync(phone), "sent");
        return Assert.Single(api.Twilio.RequestsTo(phone)).Form["StatusCallback"];
    }

    private async Task<Answer> ReportAsync(string callback, Dictionary<string, string> fields, string signature)
    {
        using var content = new FormUrlEncodedContent(fields);
        return await api.Client.SendContentAsync(
            HttpMethod.Post, new Uri(callback).PathAndQuery, content, ("X-Twilio-Signature", signature));
    }
}
