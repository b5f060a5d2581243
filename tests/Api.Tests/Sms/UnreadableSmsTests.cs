using System.Net;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Sms;

public sealed class UnreadableSmsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("sealed_phone")]
    [InlineData("sealed_body")]
    public async Task Get_WithTamperedRow_OmitsItsNumberAndText(string column)
    {
        var later = new { recipient_phone = "5555550001", message_body = "Later", send_at = "2099-01-01T00:00:00Z" };
        var id = (string)(await api.PostAsync("/sms-messages", later)).Expect(HttpStatusCode.Created).Json["message_id"]!;
        var neighbour = (await api.PostAsync("/sms-messages", later)).Expect(HttpStatusCode.Created).Json;
        await api.QueryAsync(
            $"UPDATE sms_messages SET {column} = set_byte({column}, 20, get_byte({column}, 20) # 1) WHERE id = @id",
            ("id", Guid.Parse(id)));

        var message = (await api.GetAsync($"/sms-messages/{id}")).Expect(HttpStatusCode.OK).Json;
        var page = (await api.GetAsync("/sms-messages?limit=2")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray();

        Assert.Equal(
            ("", "", "unreadable"),
            ((string?)message["recipient_phone"], (string?)message["message_body"], (string?)message["error"]!["code"]));
        Assert.Equal([neighbour.ToJsonString(), message.ToJsonString()], page.Select(item => item!.ToJsonString()));
        (await api.PostAsync($"/sms-messages/{id}/cancel", "")).Expect(HttpStatusCode.OK);
    }
}
