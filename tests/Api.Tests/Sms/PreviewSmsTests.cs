using System.Net;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using static Concierge.Api.Tests.Sms.SmsSteps;

namespace Concierge.Api.Tests.Sms;

/// <summary>Previews. QueueSmsTests tests their refusals, SmsTextTests of the domain counts characters and segments.</summary>
public sealed class PreviewSmsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Post_WithValidMessage_ReturnsAllMembersAndStoresNothing()
    {
        await api.AddSmsAsync(NewPhone(), Later);
        var (phone, count) = (NewPhone(), await api.CountAsync("sms_messages"));

        var answer = (await api.PostAsync("/sms-messages/preview", Body(phone, text: "It costs 20 €."))).Expect(HttpStatusCode.OK);

        Assert.Equal($$"""{"recipient_phone":"+1{{phone}}","encoding":"GSM-7","characters":15,"segments":1}""", answer.Text);
        Assert.DoesNotContain("Location", answer.Headers.Keys);
        Assert.DoesNotContain("ETag", answer.Headers.Keys);
        Assert.Equal(count, await api.CountAsync("sms_messages"));
        Assert.Empty(Assert.Single(await api.SmsPagesAsync($"/sms-messages?recipient_phone={phone}")));
    }

    [Theory]
    [InlineData("a", 161, "GSM-7", 161, 2)]
    [InlineData("€", 81, "GSM-7", 162, 2)]
    [InlineData("\U0001F600", 36, "UCS-2", 72, 2)]
    public async Task Post_WithText_ReturnsEncodingAndSegments(string text, int times, string encoding, int characters, int segments) =>
        await ExpectAsync(string.Concat(Enumerable.Repeat(text, times)), encoding, characters, segments);

    [Theory]
    [InlineData(null)]
    [InlineData("2000-01-01T00:00:00Z")]
    [InlineData(Later)]
    public async Task Post_WithSendAt_IgnoresIt(string? sendAt)
    {
        var phone = NewPhone();

        var answer = (await api.PostAsync("/v1/sms-messages/preview", Body("+49" + phone, sendAt))).Expect(HttpStatusCode.OK);

        Assert.Equal($$"""{"recipient_phone":"+49{{phone}}","encoding":"GSM-7","characters":{{Text.Length}},"segments":1}""", answer.Text);
    }

    /// <summary>Asserts the preview of a text, and that the sent message has as many segments.</summary>
    private async Task ExpectAsync(string text, string encoding, int characters, int segments)
    {
        var phone = NewPhone();

        var answer = (await api.PostAsync("/sms-messages/preview", Body(phone, text: text))).Expect(HttpStatusCode.OK);

        Assert.Equal(
            $$"""{"recipient_phone":"+1{{phone}}","encoding":"{{encoding}}","characters":{{characters}},"segments":{{segments}}}""",
            answer.Text);
        Assert.Equal(segments, (int?)(await api.AddSmsAsync(phone, Later, text))["segments"]);
    }
}
