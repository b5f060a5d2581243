using System.Net;
using Concierge.Api.Tests.Hosting;
using Concierge.Domain.Access;
using static Concierge.Api.Tests.Access.AccessFixture;

namespace Concierge.Api.Tests.Access;

/// <summary>A user token allows at most what its minter may do.</summary>
public sealed class UserTokenScopeTests(AccessFixture api) : IClassFixture<AccessFixture>
{
    [Theory]
    [InlineData("users,messages,orders,tokens", null, "users,messages,orders:read")]
    [InlineData("users:read,tokens", null, "users:read")]
    [InlineData("users,messages,tokens", """["messages:read"]""", "messages:read")]
    public async Task Mint_ByKeyWithScopes_CarriesThoseOfUsers(string held, string? asked, string expected)
    {
        var key = await api.AddKeyAsync(held.Split(','));

        var answer = (await MintAsync(key.Secret, await api.AddUserAsync(), asked)).Expect(HttpStatusCode.Created);

        Assert.Equal(expected, string.Join(',', answer.Json["scopes"]!.AsArray().Select(scope => (string?)scope)));
    }

    [Theory]
    [InlineData("tokens", null)]
    [InlineData("tokens,sms,admin", null)]
    [InlineData("tokens,users", """["messages"]""")]
    [InlineData("tokens,messages:read", """["messages"]""")]
    [InlineData("tokens,users", """["users","messages:read"]""")]
    public async Task Mint_BeyondScopesOfKey_IsForbidden(string held, string? asked)
    {
        var key = await api.AddKeyAsync(held.Split(','));

        (await MintAsync(key.Secret, await api.AddUserAsync(), asked)).ExpectProblem(HttpStatusCode.Forbidden, "scope_missing");
    }

    [Theory]
    [InlineData("""["sms"]""", "user_scope_unknown", "/scopes/0")]
    [InlineData("""["users","orders"]""", "user_scope_unknown", "/scopes/1")]
    [InlineData("""["Users"]""", "user_scope_unknown", "/scopes/0")]
    [InlineData("""[null]""", "user_scope_unknown", "/scopes/0")]
    [InlineData("[]", "validation_failed", "/scopes")]
    public async Task Mint_WithInvalidScopes_IsRefused(string asked, string code, string pointer)
    {
        var answer = (await MintAsync(Credentials.Key, await api.AddUserAsync(), asked)).Expect(HttpStatusCode.BadRequest);

        Assert.Equal((code, pointer), ((string?)answer.Json["code"], (string?)answer.Json["errors"]![0]!["pointer"]));
    }

    /// <summary>Sends every operation with a token of each scope, and in the long form of every set that a token can carry.</summary>
    [Fact]
    [Trait(Proof.Category, Proof.Long)]
    public async Task Send_WithEverySetOfTokenScopes_IsAuthorizedAsDocumented()
    {
        var operations = (await Operation.AllAsync(api)).Where(operation => operation.Scope is not null).ToList();
        List<string> wrong = [];
        var size = Proof.Rounds(1, Scopes.OfUsers.Count);
        foreach (var set in Enumerable.Range(1, (1 << Scopes.OfUsers.Count) - 1).Where(set => int.PopCount(set) <= size))
        {
            var scopes = Scopes.OfUsers.Where((_, index) => (set & 1 << index) != 0).ToList();
            var asked = $"[{string.Join(',', scopes.Select(scope => $"\"{scope}\""))}]";
            foreach (var operation in operations)
            {
                // An operation may end the token, as the deactivation of its user does.
                var token = (string)(await MintAsync(Credentials.Key, await api.AddUserAsync(), asked)).Json["token"]!;
                var answer = await api.SendAsAsync(Bearer(token), operation.HttpMethod, operation.Target, operation.Body);
                if (IsStopped(answer) == Scopes.Include(scopes, operation.Scope!))
                {
                    wrong.Add($"{operation} with {asked} was answered {answer.Status}");
                }
            }
        }

        Assert.Empty(wrong);
        Proof.Report($"{operations.Count} operations with tokens of at most {size} scopes, 0 wrong");
    }

    /// <summary>Sends every operation with a key of every set of at most two scopes, and in the long form of every set.</summary>
    [Fact]
    [Trait(Proof.Category, Proof.Long)]
    public async Task Send_WithEverySetOfKeyScopes_IsAuthorizedAsDocumented()
    {
        var operations = (await Operation.AllAsync(api)).Where(operation => operation.Scope is not null).ToList();
        var size = Proof.Rounds(2, Scopes.All.Count);
        List<string> wrong = [];
        var combinations = 0;
        foreach (var set in Enumerable.Range(1, (1 << Scopes.All.Count) - 1).Where(set => int.PopCount(set) <= size))
        {
            string[] scopes = [.. Scopes.All.Where((_, index) => (set & 1 << index) != 0)];
            var key = await api.AddKeyAsync(scopes);
            foreach (var operation in operations)
            {
                var answer = await api.SendAsAsync(Bearer(key.Secret), operation.HttpMethod, operation.Target, operation.Body);
                combinations++;
                if (IsStopped(answer) == Scopes.Include(scopes, operation.Scope!))
                {
                    wrong.Add($"{operation} with {string.Join(',', scopes)} was answered {answer.Status}");
                }
            }
        }

        Assert.Empty(wrong);
        Proof.Report($"{combinations} combinations of scopes and operation, 0 wrong");
    }

    private static bool IsStopped(Answer answer)
    {
        Assert.NotEqual(HttpStatusCode.Unauthorized, answer.Status);
        return answer.Status == HttpStatusCode.Forbidden && answer.Headers.ContainsKey("WWW-Authenticate");
    }

    private Task<Answer> MintAsync(string key, string user, string? scopes) =>
        api.SendAsAsync(
            Bearer(key), HttpMethod.Post, $"/users/{user}/tokens", scopes is null ? "{}" : $$"""{ "scopes": {{scopes}} }""");
}
