using System.Net;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Messages;

public sealed class UnreadTotalsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Get_WhenConversationsHaveUnreadMessages_AddsThem()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        var (cyd, dan) = (await api.AddUserAsync("cyd"), await api.AddUserAsync("dan"));
        var fromBob = await api.AddMessagesAsync(bob, ann, 3);
        var fromCyd = await api.AddMessagesAsync(cyd, ann, 2);
        await api.AddMessagesAsync(ann, dan, 4);
        Assert.Equal((5, 2, false), await TotalsAsync(ann));

        (await api.PutAsync($"/users/{ann}/conversations/{bob}/read", new { up_to = fromBob[1] })).Expect(HttpStatusCode.OK);
        Assert.Equal((3, 2, false), await TotalsAsync(ann));

        await api.DeleteMessageAsync(fromBob[2]);
        Assert.Equal((2, 1, false), await TotalsAsync(ann));

        (await api.PutAsync($"/users/{ann}/conversations/{cyd}/read", new { up_to = fromCyd[1] })).Expect(HttpStatusCode.OK);
        Assert.Equal((0, 0, false), await TotalsAsync(ann));
        Assert.Equal((4, 1, false), await TotalsAsync(dan));
    }

    [Theory]
    [InlineData(100, 100, false)]
    [InlineData(101, 100, true)]
    public async Task Get_WhenAConversationHasMoreThan100_CountsTo100(int sent, int counted, bool capped)
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        await api.AddMessagesAsync(ann, bob, sent);

        Assert.Equal((counted, 1, capped), await TotalsAsync(bob));
    }

    [Theory]
    [InlineData(100, 100, false)]
    [InlineData(101, 100, true)]
    public async Task Get_WhenMoreThan100ConversationsAreUnread_CountsTo100(int conversations, int counted, bool capped)
    {
        var reader = await api.AddUserAsync("reader");
        for (var i = 0; i < conversations; i++)
        {
            await api.AddMessageAsync(await api.AddUserAsync("writer"), reader);
        }

        Assert.Equal((counted, counted, capped), await TotalsAsync(reader));
    }

    [Fact]
    public async Task Get_WhenUserIsUnknown_IsNotFound() =>
        (await api.GetAsync("/users/nobody/unread")).ExpectProblem(HttpStatusCode.NotFound, "user_not_found", "/id");

    [Fact]
    public async Task Get_ByAnotherUser_IsForbidden()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();

        (await api.GetAsync($"/users/{ann}/unread", bob)).ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        (await api.GetAsync($"/users/{ann}/unread", ann)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Get_WhenIdIsMalformed_IsRefused() =>
        (await api.GetAsync("/users/a%20b/unread")).ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/id", "id_invalid");

    private async Task<(int Messages, int Conversations, bool Capped)> TotalsAsync(string user)
    {
        var totals = (await api.GetAsync($"/users/{user}/unread")).Expect(HttpStatusCode.OK).Json;
        return ((int)totals["messages"]!, (int)totals["conversations"]!, (bool)totals["capped"]!);
    }
}
