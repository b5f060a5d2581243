using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Orders;
using static Concierge.Api.Tests.Sms.SmsSteps;

namespace Concierge.Api.Tests.Sms;

public sealed class ListSmsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    public static TheoryData<string> Statuses =>
        ["scheduled", "queued", "sending", "sent", "delivered", "undelivered", "canceled", "failed", "expired", "unknown"];

    [Fact]
    public async Task List_InEitherOrder_IsSortedByTime()
    {
        var phone = NewPhone();
        var ids = await AddAsync(phone, 3);

        Assert.Equal(ids.Reverse(), await ListAsync($"recipient_phone={phone}"));
        Assert.Equal(ids.Reverse(), await ListAsync($"recipient_phone={phone}&order=desc"));
        Assert.Equal(ids, await ListAsync($"recipient_phone={phone}&order=asc"));
    }

    [Fact]
    public async Task List_Always_ReturnsCompleteMessages()
    {
        var phone = NewPhone();
        var message = await api.AddSmsAsync(phone, Later);

        var page = (await api.GetAsync($"/sms-messages?recipient_phone={phone}")).Expect(HttpStatusCode.OK);

        Assert.Equal($$"""{"items":[{{message.ToJsonString()}}],"next_cursor":null}""", page.Json.ToJsonString());
        Assert.DoesNotContain("Link", page.Headers.Keys);
    }

    [Fact]
    public async Task List_WithoutMatches_IsEmpty()
    {
        Assert.Equal(
            """{"items":[],"next_cursor":null}""",
            (await api.GetAsync($"/sms-messages?recipient_phone={NewPhone()}")).Expect(HttpStatusCode.OK).Text);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(200)]
    public async Task List_WithoutFilter_ReturnsAll(int limit)
    {
        var ids = await AddAsync(NewPhone(), 8);

        var descending = (await api.SmsPagesAsync($"/sms-messages?limit={limit}")).SelectMany(page => page).ToList();
        var ascending = (await api.SmsPagesAsync($"/v1/sms-messages?limit={limit}&order=asc")).SelectMany(page => page).ToList();

        Assert.Equal(ids, ascending.TakeLast(ids.Length));
        Assert.Equal(await api.CountAsync("sms_messages"), ascending.Count);
        Assert.Equal(ascending, Enumerable.Reverse(descending));
        Assert.Equal(ascending.Order(StringComparer.Ordinal), ascending);
    }

    [Fact]
    public async Task List_WithoutLimit_ReturnsFifty()
    {
        var phone = NewPhone();
        await AddAsync(phone, 51);

        Assert.Equal([50, 1], (await api.SmsPagesAsync($"/sms-messages?recipient_phone={phone}")).Select(page => page.Length));
    }

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task List_WithStatus_ReturnsMessagesInIt(string status)
    {
        var phone = NewPhone();
        var others = await AddAsync(phone, Statuses.Count);
        foreach (var (id, other) in others.Zip(Statuses))
        {
            await SetAsync(id, other.Data);
        }

        var found = (await api.GetAsync($"/sms-messages?status={status}&recipient_phone={phone}"))
            .Expect(HttpStatusCode.OK).Json["items"]!.AsArray();

        Assert.Equal([status], found.Select(item => item!.Status()));
        var all = (await api.SmsPagesAsync($"/sms-messages?status={status}&limit=200")).SelectMany(page => page).ToList();
        Assert.Equal((string)found[0]!["message_id"]!, Assert.Single(others.Intersect(all)));
    }

    [Theory]
    [InlineData("done")]
    [InlineData("")]
    [InlineData("QUEUED")]
    [InlineData("Queued")]
    [InlineData("%20queued")]
    [InlineData("queued,sent")]
    [InlineData("1")]
    [InlineData("queued%00")]
    public async Task List_WhenStatusIsUnknown_IsRefused(string status)
    {
        (await api.GetAsync($"/sms-messages?status={status}"))
            .ExpectSmsProblem(HttpStatusCode.BadRequest, "validation_failed", "/status", "status_invalid");
    }

    /// <summary>A plus sign that is not escaped means a space in a query; the number is understood all the same.</summary>
    [Theory]
    [InlineData("{0}")]
    [InlineData("%2B1{0}")]
    [InlineData("+1{0}")]
    [InlineData("%201{0}")]
    public async Task List_WithPhone_ReturnsItsMessages(string spelling)
    {
        var phone = NewPhone();
        var (ten, international) = ((await api.AddSmsAsync(phone, Later)).SmsId(), (await api.AddSmsAsync("+1" + phone, Later)).SmsId());
        await AddAsync("+49" + phone, 1);
        await AddAsync(NewPhone(), 1);

        var query = $"recipient_phone={spelling.Replace("{0}", phone, StringComparison.Ordinal)}";

        Assert.Equal([international, ten], await ListAsync(query));
        Assert.Equal([[international], [ten]], await api.SmsPagesAsync($"/sms-messages?{query}&limit=1"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("555123000")]
    [InlineData("++15551230001")]
    [InlineData("5551230001%00")]
    public async Task List_WithInvalidPhone_IsRefused(string phone)
    {
        (await api.GetAsync($"/sms-messages?recipient_phone={phone}"))
            .ExpectSmsProblem(HttpStatusCode.BadRequest, "phone_invalid", "/recipient_phone", "phone_invalid", "555123", "234567890");
    }

    [Theory]
    [InlineData("order=newest", "/order", "order_invalid")]
    [InlineData("order=", "/order", "order_invalid")]
    [InlineData("order=DESC", "/order", "order_invalid")]
    [InlineData("limit=0", "/limit", "out_of_range")]
    [InlineData("limit=201", "/limit", "out_of_range")]
    [InlineData("limit=ten", "/limit", "type_invalid")]
    public async Task List_WithInvalidParameter_IsRefused(string query, string pointer, string errorCode)
    {
        var phone = NewPhone();

        (await api.GetAsync($"/sms-messages?recipient_phone={phone}&{query}"))
            .ExpectSmsProblem(HttpStatusCode.BadRequest, "validation_failed", pointer, errorCode, phone);
    }

    [Fact]
    public async Task List_WithSeveralInvalidParameters_ReturnsAllErrors()
    {
        var answer = (await api.GetAsync("/sms-messages?status=done&recipient_phone=555123&order=up&limit=0"))
            .ExpectSmsProblem(HttpStatusCode.BadRequest, "validation_failed", secrets: "555123");

        Assert.Equal(
            ["/limit out_of_range", "/order order_invalid", "/recipient_phone phone_invalid", "/status status_invalid"], answer.Errors());
    }

    [Theory]
    [InlineData("asc", 1)]
    [InlineData("desc", 7)]
    [InlineData("asc", 40)]
    [InlineData("desc", 39)]
    public async Task List_WithBothFilters_ReturnsMatchesOfBoth(string order, int limit)
    {
        var (phone, other) = (NewPhone(), NewPhone());
        var ids = await AddAsync(phone, 80);
        var others = await AddAsync(other, 3);
        foreach (var id in ids.Where((_, number) => number % 2 == 0).Concat(others))
        {
            await SetAsync(id, "canceled");
        }

        var pages = await api.SmsPagesAsync($"/sms-messages?recipient_phone=%2B1{phone}&status=canceled&order={order}&limit={limit}");

        var wanted = ids.Where((_, number) => number % 2 == 0);
        Assert.Equal(order == "asc" ? wanted : wanted.Reverse(), pages.SelectMany(page => page));
        Assert.All(pages.SkipLast(1), page => Assert.Equal(limit, page.Length));
        Assert.Equal((40 + limit - 1) / limit, pages.Count);
    }

    [Fact]
    public async Task List_WhileMessagesChange_SkipsAndRepeatsNone()
    {
        var phone = NewPhone();
        var ids = await AddAsync(phone, 6);
        var first = (await api.GetAsync($"/sms-messages?recipient_phone={phone}&limit=3")).Expect(HttpStatusCode.OK).Json;

        await AddAsync(phone, 2);
        (await api.SendAsync(HttpMethod.Post, $"/sms-messages/{ids[3]}/cancel")).Expect(HttpStatusCode.OK);
        (await api.SendAsync(HttpMethod.Post, $"/sms-messages/{ids[2]}/cancel")).Expect(HttpStatusCode.OK);

        Assert.Equal([ids[5], ids[4], ids[3]], first.Items("message_id"));
        Assert.Equal([ids[2], ids[1], ids[0]], await ListAsync($"recipient_phone={phone}&limit=3&cursor={first["next_cursor"]}"));
    }

    [Fact]
    public async Task List_WhenFiltersDiffer_RefusesCursor()
    {
        var (phone, other) = (NewPhone(), NewPhone());
        await AddAsync(phone, 3);
        var filters = $"recipient_phone={phone}&status=scheduled&order=asc";
        var cursor = (string)(await api.GetAsync($"/sms-messages?{filters}&limit=1")).Expect(HttpStatusCode.OK).Json["next_cursor"]!;

        string[] others =
        [
            $"recipient_phone={phone}&status=scheduled&order=desc",
            $"recipient_phone={phone}&status=scheduled",
            $"recipient_phone={phone}&status=queued&order=asc",
            $"recipient_phone={phone}&order=asc",
            $"recipient_phone={other}&status=scheduled&order=asc",
            "status=scheduled&order=asc",
            "order=asc",
            "limit=1",
        ];
        foreach (var query in others)
        {
            (await api.GetAsync($"/sms-messages?{query}&cursor={cursor}"))
                .ExpectSmsProblem(HttpStatusCode.BadRequest, "cursor_invalid", secrets: [phone, other]);
        }

        (await api.GetAsync($"/messages?order=asc&cursor={cursor}")).ExpectProblem(HttpStatusCode.BadRequest, "cursor_invalid");
        (await api.GetAsync($"/orders?order=asc&cursor={cursor}")).ExpectProblem(HttpStatusCode.BadRequest, "cursor_invalid");
        Assert.Equal(2, (await ListAsync($"{filters}&cursor={cursor}")).Count);

        // However the same number and the same filters are spelled.
        Assert.Equal(2, (await ListAsync($"order=asc&status=scheduled&recipient_phone=%2B1{phone}&limit=2&cursor={cursor}")).Count);
    }

    [Fact]
    public async Task Cursor_Always_ContainsNeitherNumberNorBlindIndex()
    {
        var phone = NewPhone();
        var ids = await AddAsync(phone, 2);
        var digest = (byte[])(await api.QueryAsync("SELECT phone_index FROM sms_messages WHERE id = @id", ("id", Guid.Parse(ids[1]))))!;

        var cursor = Base64Url.DecodeFromChars(
            (string)(await api.GetAsync($"/sms-messages?recipient_phone={phone}&limit=1")).Json["next_cursor"]!);

        Assert.Equal(ids[1], Encoding.UTF8.GetString(cursor.AsSpan(9..)));
        Assert.Equal(-1, cursor.AsSpan().IndexOf(digest.AsSpan(..6)));
    }

    /// <summary>
    /// The checksum of a cursor needs no key, so anybody can create such cursors. Their positions must not reach the database.
    /// </summary>
    [Theory]
    [InlineData("", false)]
    [InlineData("1", false)]
    [InlineData("01a1fdbaa5d074dfa44c02177b0cff4a", false)]
    [InlineData("01a1fdba-a5d0-74df-a44c-02177b0cff4a ", false)]
    [InlineData("01a1fdba-a5d0-74df-a44c-02177b0cff4a\0", false)]
    [InlineData("01a1fdba-a5d0-74df-a44c-02177b0cff4a", true)]
    [InlineData("ffffffff-ffff-ffff-ffff-ffffffffffff", true)]
    public async Task List_WithCraftedCursor_ChecksPosition(string position, bool isValid)
    {
        var text = string.Join('\n', ["sms-messages", "desc", null, null, position]);
        var cursor = Base64Url.EncodeToString(
            [.. SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(..9), .. Encoding.UTF8.GetBytes(position)]);

        var answer = await api.GetAsync($"/sms-messages?cursor={cursor}");

        if (isValid)
        {
            answer.Expect(HttpStatusCode.OK);
        }
        else
        {
            answer.ExpectProblem(HttpStatusCode.BadRequest, "cursor_invalid");
        }
    }

    private async Task<List<string>> ListAsync(string query) =>
        (await api.GetAsync($"/sms-messages?{query}")).Expect(HttpStatusCode.OK).Json.Items("message_id");

    /// <summary>Adds messages that stay scheduled, one after the other.</summary>
    private async Task<string[]> AddAsync(string phone, int count)
    {
        var ids = new string[count];
        for (var i = 0; i < count; i++)
        {
            ids[i] = (await api.AddSmsAsync(phone, Later)).SmsId();
        }

        return ids;
    }

    /// <summary>
    /// Sets a status that the dispatcher would not reach by itself, or would leave too fast. Hides the message from the dispatcher.
    /// </summary>
    private Task<object?> SetAsync(string id, string status) =>
        api.QueryAsync(
            "UPDATE sms_messages SET status = @status, due_at = NULL WHERE id = @id", ("id", Guid.Parse(id)), ("status", status));
}
