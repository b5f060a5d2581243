using System.Net;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Hosting;
using static Concierge.Api.Tests.Sms.SmsSteps;

namespace Concierge.Api.Tests.Sms;

/// <summary>The client's own data on a message, and its time to live.</summary>
public sealed class SmsMetadataTests(SmsFixture api) : IClassFixture<SmsFixture>
{
    [Fact]
    public async Task Post_WithMetadata_ReturnsItEverywhere()
    {
        var metadata = new JsonObject { ["visit"] = "4711", ["Grüße"] = "", ["a"] = "b" };

        var sms = await AddAsync("metadata", metadata.DeepClone());

        Assert.Equal(metadata.ToJsonString(), sms["metadata"]!.ToJsonString());
        var found = (await api.GetAsync($"/sms-messages/{sms.SmsId()}")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(metadata.ToJsonString(), found["metadata"]!.ToJsonString());
        Assert.Equal("{}", (await api.AddSmsAsync(NewPhone(), Later))["metadata"]!.ToJsonString());
    }

    [Theory]
    [InlineData(50, 64, 1000, null, null)]
    [InlineData(51, 1, 1, "/metadata", "too_many")]
    [InlineData(1, 65, 1, "/metadata", "key_invalid")]
    [InlineData(1, 0, 1, "/metadata", "key_invalid")]
    [InlineData(1, 1, 1001, "/metadata/k", "too_long")]
    [InlineData(1, 1, -1, "/metadata/k", "required")]
    public async Task Post_WithMetadataAtLimit_IsAcceptedOrRefused(int count, int key, int value, string? pointer, string? code)
    {
        var metadata = new JsonObject();
        for (var number = 0; number < count; number++)
        {
            var name = count == 1 ? new string('k', key) : $"{number}".PadRight(key, 'k');
            metadata[name] = value < 0 ? null : new string('v', value);
        }

        foreach (var path in new[] { "/sms-messages", "/send-message", "/sms-messages/preview" })
        {
            var answer = await api.PostAsync(path, BodyWith("metadata", metadata.DeepClone()));
            if (code is null)
            {
                Assert.True((int)answer.Status < 300, answer.Text);
            }
            else
            {
                answer.ExpectSmsProblem(HttpStatusCode.BadRequest, "validation_failed", pointer, code);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    [InlineData(14400)]
    public async Task Post_WithTimeToLive_ExpiresSoMuchLaterThanItIsDue(long seconds)
    {
        var sms = await AddAsync("time_to_live", seconds);

        Assert.Equal(DateTimeOffset.Parse(Later, null).AddSeconds(seconds).Write(), (string?)sms["expires_at"]);
    }

    [Fact]
    public async Task Post_WithoutTimeToLive_HasThatOfSettings() =>
        Assert.Equal(
            DateTimeOffset.Parse(Later, null).AddHours(4).Write(), (string?)(await api.AddSmsAsync(NewPhone(), Later))["expires_at"]);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(14401)]
    [InlineData(long.MaxValue)]
    public async Task Post_WithTimeToLiveOutOfRange_IsRefused(long seconds)
    {
        foreach (var path in new[] { "/sms-messages", "/send-message", "/sms-messages/preview" })
        {
            (await api.PostAsync(path, BodyWith("time_to_live", seconds)))
                .ExpectSmsProblem(HttpStatusCode.BadRequest, "validation_failed", "/time_to_live", "out_of_range");
        }
    }

    private static JsonObject BodyWith(string member, JsonNode? value) =>
        new() { ["recipient_phone"] = NewPhone(), ["message_body"] = Text, ["send_at"] = Later, [member] = value };

    private async Task<JsonNode> AddAsync(string member, JsonNode? value) =>
        (await api.PostAsync("/sms-messages", BodyWith(member, value))).Expect(HttpStatusCode.Created).Json;
}

/// <summary>A message with a time to live of its own.</summary>
public sealed class SmsTimeToLiveTests(TestDatabases databases)
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(-1, "sent")]
    [InlineData(0, "expired")]
    public async Task Send_AtItsTimeToLive_IsMadeOnlyBeforeIt(int milliseconds, string status)
    {
        var clock = new FakeTimeProvider(Noon);
        await using var api = await DispatchingApi.StartAsync(databases, clock);
        var sms = (await api.PostAsync(
            "/sms-messages",
            new { recipient_phone = "5555550123", message_body = "Code 1234", send_at = Noon.AddMinutes(1).Write(), time_to_live = 90 }))
            .Expect(HttpStatusCode.Created).Json;

        api.GoTo(Noon.AddMinutes(1).AddSeconds(90).AddMilliseconds(milliseconds));

        await api.SmsOnceAsync(sms.SmsId(), status);
    }
}
