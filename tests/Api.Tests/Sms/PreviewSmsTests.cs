using System.Net;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using static Concierge.Api.Tests.Sms.SmsSteps;

namespace Concierge.Api.Tests.Sms;

/// <summary>What a preview refuses is tested with the refusals of messages.</summary>
public sealed class PreviewSmsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Post_WhenMessageIsValid_AnswersEveryMemberAndStoresNothing()
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
    [InlineData("a", 1, "GSM-7", 1, 1)]
    [InlineData("a", 160, "GSM-7", 160, 1)]
    [InlineData("a", 161, "GSM-7", 161, 2)]
    [InlineData("a", 306, "GSM-7", 306, 2)]
    [InlineData("a", 307, "GSM-7", 307, 3)]
    [InlineData("a", 1600, "GSM-7", 1600, 11)]
    [InlineData("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ ¤¡ÄÖÑÜ§¿äöñüà", 1, "GSM-7", 45, 1)]
    [InlineData("^{}\\[~]|€\f", 1, "GSM-7", 20, 1)]
    [InlineData("€", 80, "GSM-7", 160, 1)]
    [InlineData("€", 81, "GSM-7", 162, 2)]
    [InlineData("€", 152, "GSM-7", 304, 2)]
    [InlineData("€", 153, "GSM-7", 306, 3)]
    [InlineData("ç", 1, "UCS-2", 1, 1)]
    [InlineData("`", 1, "UCS-2", 1, 1)]
    [InlineData("\t.", 1, "UCS-2", 2, 1)]
    [InlineData("ж", 70, "UCS-2", 70, 1)]
    [InlineData("ж", 71, "UCS-2", 71, 2)]
    [InlineData("ж", 134, "UCS-2", 134, 2)]
    [InlineData("ж", 135, "UCS-2", 135, 3)]
    [InlineData("\U0001F600", 1, "UCS-2", 2, 1)]
    [InlineData("\U0001F600", 35, "UCS-2", 70, 1)]
    [InlineData("\U0001F600", 36, "UCS-2", 72, 2)]
    [InlineData("\U0001F600", 66, "UCS-2", 132, 2)]
    [InlineData("\U0001F600", 67, "UCS-2", 134, 3)]
    [InlineData("\U0001F600", 1600, "UCS-2", 3200, 49)]
    [InlineData("€ж", 35, "UCS-2", 70, 1)]
    public async Task Post_WhenTextIsRepeated_TellsHowItTravels(string text, int times, string encoding, int characters, int segments) =>
        await ExpectAsync(string.Concat(Enumerable.Repeat(text, times)), encoding, characters, segments);

    /// <summary>
    /// A character that does not fit at the end of a part moves to the next part as a whole, even if the message then needs one more part.
    /// </summary>
    [Theory]
    [InlineData(152, "€", 152, "a", "GSM-7", 306, 3)]
    [InlineData(151, "€", 153, "a", "GSM-7", 306, 2)]
    [InlineData(66, "\U0001F600", 66, "ж", "UCS-2", 134, 3)]
    [InlineData(65, "\U0001F600", 67, "ж", "UCS-2", 134, 2)]
    public async Task Post_WhenWideCharacterIsWhereThePartEnds_IsNotSplit(
        int before, string wide, int after, string filler, string encoding, int characters, int segments) =>
        await ExpectAsync(
            string.Concat(Enumerable.Repeat(filler, before)) + wide + string.Concat(Enumerable.Repeat(filler, after)),
            encoding, characters, segments);

    [Theory]
    [InlineData(null)]
    [InlineData("2000-01-01T00:00:00Z")]
    [InlineData(Later)]
    public async Task Post_WhenATimeIsNamed_ChangesNothing(string? sendAt)
    {
        var phone = NewPhone();

        var answer = (await api.PostAsync("/v1/sms-messages/preview", Body("+49" + phone, sendAt))).Expect(HttpStatusCode.OK);

        Assert.Equal($$"""{"recipient_phone":"+49{{phone}}","encoding":"GSM-7","characters":{{Text.Length}},"segments":1}""", answer.Text);
    }

    /// <summary>As the preview says, so the message itself has it.</summary>
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
