using System.Net;
using System.Text;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Concurrency;
using Concierge.Api.Tests.Hosting;
using Concierge.Domain.Sms;
using Concierge.Infrastructure.Sms.Gateways;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using static Concierge.Api.Tests.Sms.SmsSteps;

namespace Concierge.Api.Tests.Sms;

/// <summary>Reports of the sandbox, made from outside. Numbers that end in 0004 are those on which it does not report itself.</summary>
public sealed class DeliveryReportTests(SmsFixture api) : IClassFixture<SmsFixture>
{
    private const string Path = "/sms-messages/delivery-reports/sandbox";

    [Theory]
    [InlineData("POST", Path, "Delivered", "delivered", null)]
    [InlineData("GET", Path, "Delivered", "delivered", null)]
    [InlineData("POST", "/v1/sms-messages/delivery-reports/Sandbox", "Undelivered", "undelivered", "undelivered")]
    [InlineData("GET", "/v1/sms-messages/delivery-reports/SANDBOX", "Undelivered", "undelivered", "undelivered")]
    public async Task Report_WhenAuthentic_UpdatesMessage(string method, string path, string reported, string status, string? error)
    {
        var id = (await api.AddSmsUntilAsync("sent", NewPhone("0004"))).SmsId();

        var answer = (await SendAsync(method, path, id, reported)).Expect(HttpStatusCode.NoContent);

        Assert.Equal("", answer.Text);
        var message = (await api.GetAsync($"/sms-messages/{id}")).Json;
        Assert.Equal(
            ($"queued,sending,sent,{status}", true, error),
            (message.Statuses(), (bool?)message["is_final"], (string?)message["error"]?["code"]));
    }

    /// <summary>Whatever a report says of a message that is not on its way at the gateway, or at its end, changes nothing.</summary>
    [Theory]
    [InlineData("0004", "sent", null, "Sent,,Sending,delivered,Unknown,Failed")]
    [InlineData("0001", "delivered", null, "Undelivered,Sent,Delivered")]
    [InlineData("0002", "undelivered", null, "Delivered,Sent,Undelivered")]
    [InlineData("0003", "failed", null, "Delivered,Undelivered,Sent")]
    [InlineData("0007", "unknown", null, "Sent")]
    [InlineData("0001", "scheduled", Later, "Delivered,Undelivered,Sent")]
    [InlineData("0001", "canceled", Later, "Delivered,Undelivered,Sent")]
    public async Task Report_WhenLateEarlyOrEmpty_ChangesNothing(string fate, string status, string? sendAt, string reports)
    {
        var id = (await api.AddSmsAsync(NewPhone(fate), sendAt)).SmsId();
        if (status == "canceled")
        {
            (await api.SendAsync(HttpMethod.Post, $"/sms-messages/{id}/cancel")).Expect(HttpStatusCode.OK);
        }

        await api.GetUntilAsync(id, status);
        var row = await api.SmsRowAsync(id);

        foreach (var report in reports.Split(','))
        {
            (await SendAsync("POST", Path, id, report)).Expect(HttpStatusCode.NoContent);
            (await SendAsync("GET", Path, id, report)).Expect(HttpStatusCode.NoContent);
            Assert.Equal(row, await api.SmsRowAsync(id));
        }
    }

    [Theory]
    [InlineData("Delivered", "delivered", null)]
    [InlineData("Undelivered", "undelivered", "undelivered")]
    public async Task Report_ForUnknownStatus_SetsFinalStatus(string reported, string status, string? error)
    {
        var id = (await api.AddSmsUntilAsync("unknown", NewPhone("0007"))).SmsId();

        (await SendAsync("POST", Path, id, reported)).Expect(HttpStatusCode.NoContent);

        var message = (await api.GetAsync($"/sms-messages/{id}")).Json;
        Assert.Equal(($"queued,sending,unknown,{status}", error), (message.Statuses(), (string?)message["error"]?["code"]));
    }

    [Fact]
    public async Task Report_WhenRepeatedOutOfOrder_KeepsFirstFinalStatus()
    {
        var id = (await api.AddSmsUntilAsync("sent", NewPhone("0004"))).SmsId();
        (await SendAsync("POST", Path, id, "Delivered")).Expect(HttpStatusCode.NoContent);
        var row = await api.SmsRowAsync(id);

        foreach (var report in new[] { "Delivered", "Sent", "Undelivered", "Delivered" })
        {
            (await SendAsync("POST", Path, id, report)).Expect(HttpStatusCode.NoContent);
        }

        Assert.Equal(row, await api.SmsRowAsync(id));
    }

    [Fact]
    public async Task Report_WhenManyAreConcurrent_KeepsOneFinalStatus()
    {
        var id = (await api.AddSmsUntilAsync("sent", NewPhone("0004"))).SmsId();
        string[] reports = ["Delivered", "Sent", "Undelivered"];

        var answers = await Crowd.RushAsync(client => SendAsync(client % 2 == 0 ? "POST" : "GET", Path, id, reports[client % 3]));

        Assert.Equal($"{Crowd.Size} x 204", Crowd.Statuses(answers));
        Assert.Contains(
            (await api.GetAsync($"/sms-messages/{id}")).Json.Statuses(),
            new[] { "queued,sending,sent,delivered", "queued,sending,sent,undelivered" });
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("GET")]
    public async Task Report_ForMissingMessageWithValidToken_IsAccepted(string method)
    {
        var count = await api.CountAsync("sms_messages");

        (await SendAsync(method, Path, Guid.CreateVersion7().ToString(), "Delivered")).Expect(HttpStatusCode.NoContent);

        Assert.Equal(count, await api.CountAsync("sms_messages"));
    }

    public static TheoryData<string> Forgeries =>
    [
        "none", "empty", "shorter", "longer", "first", "last", "case", "padded", "other message", "of no id", "no id",
        "malformed id", "in the form",
    ];

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task Report_WithTokenOfOtherMessage_IsRefusedAndChangesNothing(string forgery)
    {
        var id = (await api.AddSmsUntilAsync("sent", NewPhone("0004"))).SmsId();
        var (row, query) = (await api.SmsRowAsync(id), QueryFor(id, "Delivered"));
        var token = query["token"];
        switch (forgery)
        {
            case "none":
            case "in the form":
                query.Remove("token");
                break;
            case "no id":
                query.Remove("id");
                break;
            case "malformed id":
                query["id"] = id.Replace("-", "", StringComparison.Ordinal);
                break;
            default:
                query["token"] = forgery switch
                {
                    "empty" => "",
                    "shorter" => token[..^1],
                    "longer" => token + token[^1],
                    "first" => Other(token[0]) + token[1..],
                    "last" => token[..^1] + Other(token[^1]),
                    "case" => token.ToUpperInvariant(),
                    "padded" => token + "=",
                    "other message" => QueryFor(Guid.CreateVersion7().ToString(), null)["token"],
                    _ => QueryFor(Guid.Empty.ToString(), null)["token"],
                };
                break;
        }

        foreach (var method in new[] { "POST", "GET" })
        {
            using var form = forgery == "in the form" ? new FormUrlEncodedContent([new("token", token)]) : null;
            (await api.Client.SendContentAsync(new HttpMethod(method), QueryHelpers.AddQueryString(Path, query!), form))
                .ExpectSmsProblem(HttpStatusCode.Unauthorized, "delivery_report_not_authentic", secrets: token);
        }

        Assert.Equal(row, await api.SmsRowAsync(id));
    }

    [Theory]
    [InlineData("kannel")]
    [InlineData("Twilio")]
    [InlineData("nothing")]
    [InlineData("sandbox2")]
    [InlineData("sandbox%20")]
    public async Task Report_OfOtherGateway_IsRefused(string gateway)
    {
        var id = (await api.AddSmsUntilAsync("sent", NewPhone("0004"))).SmsId();
        var row = await api.SmsRowAsync(id);

        foreach (var method in new[] { "POST", "GET" })
        {
            (await SendAsync(method, $"/sms-messages/delivery-reports/{gateway}", id, "Delivered"))
                .ExpectSmsProblem(HttpStatusCode.Unauthorized, "delivery_report_not_authentic");
        }

        Assert.Equal(row, await api.SmsRowAsync(id));
    }

    /// <summary>The sandbox reports in the query of the address. The body affects nothing, whatever it contains.</summary>
    [Theory]
    [InlineData("application/json", """{"status":"Delivered"}""")]
    [InlineData("application/x-www-form-urlencoded", "status=Delivered&status=Undelivered&id=x&token=y")]
    [InlineData("application/x-www-form-urlencoded", "a[b][c][d]=1&a[b][c][]=2&a.b.c=3")]
    [InlineData("application/x-www-form-urlencoded", "=&&&==&%&%zz=%u0041&%00=%00&\u00ff\u00fe=\u00c3")]
    [InlineData("application/x-www-form-urlencoded; charset=utf-7", "+AGE-=1")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"status\"\r\n\r\nDelivered\r\n")]
    [InlineData("multipart/form-data", "--")]
    [InlineData("text/xml", "<report status=\"delivered\"/>")]
    [InlineData(null, "\u0000\u0001\u00ff")]
    public async Task Report_WithOddBody_UsesQueryParameters(string? type, string body)
    {
        var id = (await api.AddSmsUntilAsync("sent", NewPhone("0004"))).SmsId();
        var row = await api.SmsRowAsync(id);

        (await PostAsync(QueryHelpers.AddQueryString(Path, QueryFor(id, null)!), type, Encoding.Latin1.GetBytes(body)))
            .Expect(HttpStatusCode.NoContent);
        (await PostAsync(Path, type, Encoding.Latin1.GetBytes(body)))
            .ExpectSmsProblem(HttpStatusCode.Unauthorized, "delivery_report_not_authentic");

        Assert.Equal(row, await api.SmsRowAsync(id));
    }

    [Theory]
    [InlineData("?")]
    [InlineData("?&&=&==")]
    [InlineData("?id[]=1&id[0]=2&token[a][b]=3")]
    [InlineData("?id=%00&token=%00")]
    [InlineData("?id=%FF%FE&token=%C3%28")]
    [InlineData("?id=%zz&token=%")]
    [InlineData("?id=00000000-0000-0000-0000-000000000000&token=%F0%9F%98%80")]
    public async Task Report_WithInvalidAddress_IsRefused(string query)
    {
        foreach (var method in new[] { "POST", "GET" })
        {
            (await api.SendAsync(new HttpMethod(method), Path + query))
                .ExpectSmsProblem(HttpStatusCode.Unauthorized, "delivery_report_not_authentic");
        }
    }

    [Fact]
    public async Task Report_WithManyFormFields_UsesQueryParameters()
    {
        var body = Encoding.ASCII.GetBytes(string.Join('&', Enumerable.Range(0, 3000)));
        var id = (await api.AddSmsUntilAsync("sent", NewPhone("0004"))).SmsId();

        (await PostAsync(QueryHelpers.AddQueryString(Path, QueryFor(id, "Delivered")!), "application/x-www-form-urlencoded", body))
            .Expect(HttpStatusCode.NoContent);

        Assert.Equal("delivered", (await api.GetAsync($"/sms-messages/{id}")).Json.Status());
    }

    [Theory]
    [InlineData(16 * 1024, true, HttpStatusCode.NoContent)]
    [InlineData(16 * 1024, false, HttpStatusCode.NoContent)]
    [InlineData((16 * 1024) + 1, true, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData((16 * 1024) + 1, false, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(2 * 1024 * 1024, true, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(2 * 1024 * 1024, false, HttpStatusCode.RequestEntityTooLarge)]
    public async Task Post_WithBody_IsAcceptedUpTo16KiB(int length, bool announced, HttpStatusCode status)
    {
        var id = (await api.AddSmsUntilAsync("sent", NewPhone("0004"))).SmsId();
        var row = await api.SmsRowAsync(id);
        using var content = Content(length, announced);

        var answer = await api.Client.SendContentAsync(
            HttpMethod.Post, QueryHelpers.AddQueryString(Path, QueryFor(id, "Delivered")!), content);

        if (status == HttpStatusCode.RequestEntityTooLarge)
        {
            answer.ExpectSmsProblem(status, "body_too_large");
            Assert.Equal(row, await api.SmsRowAsync(id));
        }
        else
        {
            answer.Expect(status);
        }
    }

    /// <summary>A body that is read would be refused as too large.</summary>
    [Theory]
    [InlineData("other gateway", true)]
    [InlineData("other gateway", false)]
    [InlineData("other token", true)]
    [InlineData("other token", false)]
    [InlineData("malformed id", true)]
    [InlineData("malformed id", false)]
    public async Task Post_WhenNotAuthentic_IsRefusedBeforeTheBodyIsRead(string forgery, bool announced)
    {
        var query = QueryFor(Guid.CreateVersion7().ToString(), "Delivered");
        if (forgery == "other token")
        {
            query["token"] = QueryFor(Guid.CreateVersion7().ToString(), null)["token"];
        }
        else if (forgery == "malformed id")
        {
            query["id"] = "1";
        }

        using var content = Content(2 * 1024 * 1024, announced);
        (await api.Client.SendContentAsync(
            HttpMethod.Post,
            QueryHelpers.AddQueryString(forgery == "other gateway" ? "/sms-messages/delivery-reports/nothing" : Path, query!),
            content)).ExpectSmsProblem(HttpStatusCode.Unauthorized, "delivery_report_not_authentic");
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Send_WhenMethodIsAnother_IsRefused(string method)
    {
        (await SendAsync(method, Path, Guid.CreateVersion7().ToString(), "Delivered"))
            .ExpectProblem(HttpStatusCode.MethodNotAllowed, "method_not_allowed");
    }

    private static char Other(char character) => character == 'A' ? 'B' : 'A';

    private Dictionary<string, string> QueryFor(string id, string? status)
    {
        var query = api.Services.GetRequiredService<ReportTokens>().QueryFor(SmsMessageId.From(id));
        if (status is not null)
        {
            query["status"] = status;
        }

        return query;
    }

    private Task<Answer> SendAsync(string method, string path, string id, string status) =>
        api.SendAsync(new HttpMethod(method), QueryHelpers.AddQueryString(path, QueryFor(id, status)!));

    private async Task<Answer> PostAsync(string path, string? type, byte[] body)
    {
        using var content = RawRequests.Bytes(body, type);
        return await api.Client.SendContentAsync(HttpMethod.Post, path, content);
    }

    /// <summary>Creates a form with very many fields.</summary>
    /// <param name="length">Length in bytes.</param>
    /// <param name="announced">Whether the request has a Content-Length.</param>
    private static HttpContent Content(int length, bool announced)
    {
        var body = Enumerable.Range(0, length).Select(index => (byte)(index % 2 == 0 ? '0' : '&')).ToArray();
        return announced ? new ByteArrayContent(body) : new StreamContent(new Unseekable(body));
    }

    /// <summary>A body whose length nobody knows beforehand.</summary>
    private sealed class Unseekable(byte[] body) : MemoryStream(body)
    {
        public override bool CanSeek => false;
    }
}
