using System.Net;
using Concierge.Api.Tests.Access;
using Concierge.Api.Tests.Common;

namespace Concierge.Api.Tests.Users;

public sealed class ReactivateUserTests(AccessFixture api) : IClassFixture<AccessFixture>
{
    [Fact]
    public async Task Post_WhenUserIsDeactivated_MakesItActiveAgain()
    {
        var (id, peer) = (await api.AddUserAsync(), await api.AddUserAsync());
        (await api.DeleteAsync($"/users/{id}")).Expect(HttpStatusCode.NoContent);

        var answer = (await api.PostAsync($"/users/{id}/reactivate", "")).Expect(HttpStatusCode.OK);

        Assert.Equal(("active", "\"3\""), ((string?)answer.Json["status"], answer.Tag));
        var stored = await api.GetAsync($"/users/{id}");
        Assert.Equal((stored.Text, stored.ETag), (answer.Text, answer.ETag));
        await api.AddMessageAsync(id, peer);
        await api.AddMessageAsync(peer, id);
    }

    [Fact]
    public async Task Post_WhenUserIsActive_ChangesNothing()
    {
        var id = await api.AddUserAsync();
        var stored = await api.UserRowAsync(id);

        var answer = (await api.PostAsync($"/users/{id}/reactivate", "")).Expect(HttpStatusCode.OK);

        Assert.Equal("\"1\"", answer.Tag);
        Assert.Equal(stored, await api.UserRowAsync(id));
    }

    [Fact]
    public async Task Post_WhenUserHadTokens_KeepsThemInvalid()
    {
        var id = await api.AddUserAsync();
        var before = AccessFixture.Bearer(await api.MintAsync(id));
        (await api.DeleteAsync($"/users/{id}")).Expect(HttpStatusCode.NoContent);

        (await api.PostAsync($"/users/{id}/reactivate", "")).Expect(HttpStatusCode.OK);

        Assert.False(await api.LetsInAsync(before));
        Assert.True(await api.LetsInAsync(AccessFixture.Bearer(await api.MintAsync(id))));
    }

    [Fact]
    public async Task Post_WhenUserIsUnknown_IsNotFound()
    {
        (await api.PostAsync("/users/nobody/reactivate", "")).ExpectProblem(HttpStatusCode.NotFound, "user_not_found");
    }

    [Fact]
    public async Task Post_WhenIdIsMalformed_IsRefused()
    {
        (await api.PostAsync("/users/-a/reactivate", ""))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/id", "id_invalid");
    }

    [Fact]
    public async Task Post_WhenAUserActs_IsForbidden()
    {
        var (id, other) = (await api.AddUserAsync(), await api.AddUserAsync());
        (await api.DeleteAsync($"/users/{id}")).Expect(HttpStatusCode.NoContent);

        (await api.PostAsync($"/users/{id}/reactivate", "", other)).ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        (await api.PostAsync($"/users/{id}/reactivate", "", id)).ExpectProblem(HttpStatusCode.Conflict, "user_deactivated");
    }

    [Fact]
    public async Task Post_WithAKeyWithoutTheScope_IsForbidden()
    {
        var id = await api.AddUserAsync();
        var key = await api.AddKeyAsync("messages");

        (await api.SendAsAsync(AccessFixture.Bearer(key.Secret), HttpMethod.Post, $"/users/{id}/reactivate"))
            .ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task Post_WhenRepeatedWithItsKey_RendersTheUserAsItIsNow()
    {
        var id = await api.AddUserAsync();
        (await api.DeleteAsync($"/users/{id}")).Expect(HttpStatusCode.NoContent);
        var once = ("Idempotency-Key", $"{Guid.NewGuid()}");
        var first = (await api.PostAsync($"/users/{id}/reactivate", "", null, once)).Expect(HttpStatusCode.OK);
        (await api.PutAsync($"/users/{id}", new { name = "Renamed" })).Expect(HttpStatusCode.OK);
        (await api.DeleteAsync($"/users/{id}")).Expect(HttpStatusCode.NoContent);

        var second = (await api.PostAsync($"/users/{id}/reactivate", "", null, once)).Expect(HttpStatusCode.OK);

        var stored = await api.GetAsync($"/users/{id}");
        Assert.Equal(("true", "deactivated"), (second.Headers["Idempotent-Replayed"], (string?)second.Json["status"]));
        Assert.Equal((stored.Text, stored.ETag), (second.Text, second.ETag));
        Assert.NotEqual(first.ETag, second.ETag);
    }
}
