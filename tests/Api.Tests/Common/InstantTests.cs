using System.Net;

namespace Concierge.Api.Tests.Common;

/// <summary>How times are answered: in UTC, with three decimals, cut and not rounded.</summary>
public sealed class InstantTests(ClockFixture api) : IClassFixture<ClockFixture>
{
    [Theory]
    [InlineData("2020-02-03T04:05:06.7899999Z", "2020-02-03T04:05:06.789Z")]
    [InlineData("2020-02-29T23:59:59.9999999Z", "2020-02-29T23:59:59.999Z")]
    [InlineData("2020-01-01T00:00:00.0000000Z", "2020-01-01T00:00:00.000Z")]
    [InlineData("2020-01-01T00:00:00.0009999Z", "2020-01-01T00:00:00.000Z")]
    [InlineData("2020-01-01T00:00:00.1000000Z", "2020-01-01T00:00:00.100Z")]
    public async Task Post_WhenClockHasFractions_ReturnsWholeMilliseconds(string now, string expected)
    {
        api.Clock.Now = DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture);
        var user = (await api.GetAsync($"/users/{await api.AddUserAsync()}")).Expect(HttpStatusCode.OK);

        Assert.Contains($"\"created_at\":\"{expected}\",\"updated_at\":\"{expected}\"", user.Text, StringComparison.Ordinal);
    }

    /// <summary>The database gives the time of a message, with microseconds.</summary>
    [Fact]
    public async Task PostMessage_Always_ReturnsWholeMilliseconds()
    {
        var (sender, recipient) = (await api.AddUserAsync(), await api.AddUserAsync());

        var message = await api.AddMessageAsync(sender, recipient);
        var conversation = (await api.GetAsync($"/users/{sender}/conversations/{recipient}")).Expect(HttpStatusCode.OK);

        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", (string?)message["created_at"]);
        Assert.Equal((string?)message["created_at"], (string?)conversation.Json["last_activity_at"]);
    }

    [Fact]
    public async Task Put_WhenUserChanges_ChangesOnlyUpdatedAt()
    {
        api.Clock.Now = Clocks.Start;
        var id = await api.AddUserAsync();

        api.Clock.Now += TimeSpan.FromMilliseconds(1);
        var changed = (await api.PutAsync($"/users/{id}", new { name = "Changed" })).Expect(HttpStatusCode.OK).Json;

        Assert.Equal("2020-02-03T04:05:06.789Z", (string?)changed["created_at"]);
        Assert.Equal("2020-02-03T04:05:06.790Z", (string?)changed["updated_at"]);
    }

    [Fact]
    public async Task Put_WithSameValues_KeepsUpdatedAt()
    {
        api.Clock.Now = Clocks.Start;
        var id = await api.AddUserAsync();

        api.Clock.Now += TimeSpan.FromHours(1);
        var unchanged = (await api.PutAsync($"/users/{id}", new { name = "user" })).Expect(HttpStatusCode.OK).Json;

        Assert.Equal("2020-02-03T04:05:06.789Z", (string?)unchanged["updated_at"]);
    }

    [Fact]
    public async Task Delete_WhenRepeated_KeepsFirstTime()
    {
        api.Clock.Now = Clocks.Start;
        var id = await api.AddUserAsync();

        api.Clock.Now += TimeSpan.FromSeconds(1);
        (await api.DeleteAsync($"/users/{id}")).Expect(HttpStatusCode.NoContent);
        api.Clock.Now += TimeSpan.FromSeconds(1);
        (await api.DeleteAsync($"/users/{id}")).Expect(HttpStatusCode.NoContent);

        Assert.Equal("2020-02-03T04:05:07.789Z", (string?)(await api.GetAsync($"/users/{id}")).Json["updated_at"]);
    }
}
