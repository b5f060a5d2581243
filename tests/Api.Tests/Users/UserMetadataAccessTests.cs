using System.Net;
using Concierge.Api.Tests.Access;
using Concierge.Api.Tests.Hosting;
using static Concierge.Api.Tests.Access.AccessFixture;

namespace Concierge.Api.Tests.Users;

/// <summary>Metadata belongs to backends: users neither read nor write it.</summary>
public sealed class UserMetadataAccessTests(AccessFixture api) : IClassFixture<AccessFixture>
{
    public static TheoryData<bool> Means => [true, false];

    [Theory]
    [MemberData(nameof(Means))]
    public async Task Get_ByUser_ShowsNoMetadataOfAnyUser(bool byToken)
    {
        var (ann, bob) = (await AddAsync(), await AddAsync());

        foreach (var user in new[] { ann, bob })
        {
            var answer = (await SendAsync(byToken, ann, HttpMethod.Get, $"/users/{user}")).Expect(HttpStatusCode.OK);
            Assert.Equal(["id", "name", "status", "created_at", "updated_at"], answer.Json.AsObject().Select(member => member.Key));
        }

        var list = (await SendAsync(byToken, ann, HttpMethod.Get, "/users?limit=200")).Expect(HttpStatusCode.OK);
        Assert.All(list.Json["items"]!.AsArray(), user => Assert.Null(user!["metadata"]));
        Assert.Equal("blue", (string?)(await api.GetAsync($"/users/{ann}")).Json["metadata"]!["team"]);
    }

    [Theory]
    [MemberData(nameof(Means))]
    public async Task Put_ByUserWithMetadata_IsForbidden(bool byToken)
    {
        var ann = await AddAsync();

        foreach (var metadata in new object[] { new { role = "admin" }, new { team = "blue" }, new { } })
        {
            var answer = (await SendAsync(byToken, ann, HttpMethod.Put, $"/users/{ann}", new { name = "Anna", metadata }))
                .ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
            Assert.Equal("/metadata", (string?)answer.Json["errors"]![0]!["pointer"]);
        }

        var user = (await api.GetAsync($"/users/{ann}")).Json;
        Assert.Equal(("Ann", """{"team":"blue"}"""), ((string?)user["name"], user["metadata"]!.ToJsonString()));
    }

    [Theory]
    [MemberData(nameof(Means))]
    public async Task Put_ByUserWithoutMetadata_LeavesIt(bool byToken)
    {
        var ann = await AddAsync();

        var answer = (await SendAsync(byToken, ann, HttpMethod.Put, $"/users/{ann}", new { name = "Anna" })).Expect(HttpStatusCode.OK);

        Assert.Null(answer.Json["metadata"]);
        var user = (await api.GetAsync($"/users/{ann}")).Json;
        Assert.Equal(("Anna", """{"team":"blue"}"""), ((string?)user["name"], user["metadata"]!.ToJsonString()));
    }

    [Theory]
    [MemberData(nameof(Means))]
    public async Task Put_ByUserOfWhatGetReturned_Succeeds(bool byToken)
    {
        var ann = await AddAsync();
        var read = await SendAsync(byToken, ann, HttpMethod.Get, $"/users/{ann}");

        (await SendAsync(byToken, ann, HttpMethod.Put, $"/users/{ann}", read.Text, ("If-Match", read.ETag!))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Get_ByUserAndByBackend_HasDifferentTagsAndVaries()
    {
        var ann = await AddAsync();

        var byBackend = await api.GetAsync($"/users/{ann}");
        var byHeader = await SendAsync(false, ann, HttpMethod.Get, $"/users/{ann}");
        var byToken = await SendAsync(true, ann, HttpMethod.Get, $"/users/{ann}");

        Assert.Equal(byHeader.ETag, byToken.ETag);
        Assert.NotEqual(byBackend.ETag, byToken.ETag);
        Assert.All([byBackend, byHeader, byToken], answer => Assert.Equal("Authorization, X-User-Id", answer.Headers["Vary"]));
        (await SendAsync(true, ann, HttpMethod.Get, $"/users/{ann}", null, ("If-None-Match", byToken.ETag!)))
            .Expect(HttpStatusCode.NotModified);
        (await SendAsync(true, ann, HttpMethod.Get, $"/users/{ann}", null, ("If-None-Match", byBackend.ETag!))).Expect(HttpStatusCode.OK);
        (await api.PutAsync($"/users/{ann}", new { name = "Anna" }, null, ("If-Match", byToken.ETag!))).Expect(HttpStatusCode.OK);
    }

    private async Task<string> AddAsync() =>
        (string)(await api.PostAsync("/users", new { name = "Ann", metadata = new { team = "blue" } }))
            .Expect(HttpStatusCode.Created).Json["id"]!;

    /// <summary>Sends as a user: with a token, or as a backend that names the user.</summary>
    private async Task<Answer> SendAsync(
        bool byToken, string user, HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers) =>
        byToken
            ? await api.SendAsAsync(Bearer(await api.MintAsync(user)), method, path, body, headers)
            : await api.SendAsync(method, path, body, user, headers);
}
