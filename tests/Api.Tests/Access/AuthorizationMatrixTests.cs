using System.Net;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using Concierge.Domain.Access;
using static Concierge.Api.Tests.Access.AccessFixture;

namespace Concierge.Api.Tests.Access;

/// <summary>Every operation of the document that is served, with every sort of credentials.</summary>
public sealed class AuthorizationMatrixTests(AccessFixture api) : IClassFixture<AccessFixture>
{
    private static readonly string[] ForEverybody =
    [
        "get /health/live", "get /health/ready", "get /sms-messages/delivery-reports/{gateway}",
        "post /sms-messages/delivery-reports/{gateway}",
    ];

    [Fact]
    public async Task Operations_ExceptPublicOnes_DeclareOneScopeAndTheirErrors()
    {
        var operations = await Operation.AllAsync(api);

        Assert.Equal(
            ForEverybody,
            operations.Where(operation => operation.IsAnonymous)
                .Select(operation => operation.ToString())
                .Order(StringComparer.Ordinal));
        foreach (var operation in operations.Where(operation => !operation.IsAnonymous))
        {
            // The feed shows to each caller what its scopes allow.
            Assert.True(Scopes.All.Contains(operation.Scope) || operation.Path == "/changes", $"{operation} has no scope.");
            Assert.Contains("`unauthorized`", (string?)operation.Node["responses"]!["401"]!["description"], StringComparison.Ordinal);
            Assert.Contains("`forbidden`", (string?)operation.Node["responses"]!["403"]!["description"], StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("none")]
    [InlineData("basic")]
    [InlineData("bearer without a token")]
    [InlineData("bearer with a blank token")]
    [InlineData("token without bearer")]
    [InlineData("two keys")]
    [InlineData("two headers")]
    [InlineData("wrong key")]
    [InlineData("key in another case")]
    [InlineData("revoked key")]
    [InlineData("no token of ours")]
    [InlineData("tampered token")]
    [InlineData("expired token")]
    [InlineData("revoked token")]
    [InlineData("token of a user who was deactivated")]
    public async Task Send_WithInvalidCredentials_IsUnauthorized(string credentials)
    {
        var (authorization, more) = await MakeAsync(credentials);

        foreach (var operation in await SecuredAsync())
        {
            foreach (var prefix in new[] { "", "/v1" })
            {
                var answer = await api.SendAsAsync(authorization, operation.HttpMethod, prefix + operation.Target, operation.Body, more);
                Assert.True(answer.Status == HttpStatusCode.Unauthorized, $"{operation} was answered {answer.Status}: {answer.Text}");
                answer.ExpectProblem(HttpStatusCode.Unauthorized, "unauthorized");
                Assert.Equal(credentials == "none" ? "Bearer" : "Bearer error=\"invalid_token\"", answer.Headers["WWW-Authenticate"]);
            }
        }
    }

    [Fact]
    public async Task Send_WithoutDeclaredScope_IsForbiddenAndNamesScope()
    {
        foreach (var operations in (await SecuredAsync()).Where(operation => operation.Scope is not null)
            .GroupBy(operation => operation.Scope!))
        {
            var (_, secret) = await api.AddKeyAsync([.. Scopes.All.Where(scope => !Scopes.Includes(scope, operations.Key))]);
            foreach (var operation in operations)
            {
                var answer = await SendAsync(operation, secret);
                Assert.True(answer.Status == HttpStatusCode.Forbidden, $"{operation} was answered {answer.Status}: {answer.Text}");
                answer.ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
                Assert.EndsWith($" scope {operations.Key}.", (string?)answer.Json["detail"], StringComparison.Ordinal);
                Assert.Equal($"Bearer error=\"insufficient_scope\", scope=\"{operations.Key}\"", answer.Headers["WWW-Authenticate"]);
            }
        }
    }

    [Fact]
    public async Task Send_WithOnlyDeclaredScope_IsAuthorized()
    {
        foreach (var operations in (await SecuredAsync()).Where(operation => operation.Scope is not null)
            .GroupBy(operation => operation.Scope!))
        {
            var (_, secret) = await api.AddKeyAsync(operations.Key);
            foreach (var operation in operations)
            {
                var answer = await SendAsync(operation, secret);
                Assert.False(
                    answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden,
                    $"{operation} was answered {answer.Status}: {answer.Text}");
            }
        }
    }

    [Fact]
    public async Task Send_WithUserToken_IsAuthorizedAsDocumented()
    {
        var operations = await SecuredAsync();
        Assert.Contains(operations, operation => operation.TakesUserTokens);
        Assert.Contains(operations, operation => !operation.TakesUserTokens);
        var token = await api.MintAsync(await api.AddUserAsync());

        foreach (var operation in operations)
        {
            var answer = await SendAsync(operation, token);
            Assert.NotEqual(HttpStatusCode.Unauthorized, answer.Status);
            var isStopped = answer.Status == HttpStatusCode.Forbidden && answer.Headers.ContainsKey("WWW-Authenticate");
            Assert.True(isStopped != operation.TakesUserTokens, $"{operation} was answered {answer.Status}: {answer.Text}");
        }
    }

    /// <summary>What is served, and what is not, is nothing that strangers can find out.</summary>
    [Theory]
    [InlineData("GET", "/nothing", HttpStatusCode.NotFound)]
    [InlineData("POST", "/v1/nothing", HttpStatusCode.NotFound)]
    [InlineData("GET", "/users/a/b/c", HttpStatusCode.NotFound)]
    [InlineData("GET", "/health/other", HttpStatusCode.NotFound)]
    [InlineData("PATCH", "/users/a", HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", "/messages", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/sms-messages/preview/", HttpStatusCode.BadRequest)]
    [InlineData("PUT", "/send-message", HttpStatusCode.MethodNotAllowed)]
    [InlineData("OPTIONS", "/users", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/USERS/", HttpStatusCode.OK)]
    [InlineData("GET", "/V1/Users", HttpStatusCode.OK)]
    public async Task Send_ToUnknownRouteWithoutCredentials_IsUnauthorized(string method, string path, HttpStatusCode status)
    {
        foreach (var authorization in new[] { null, Bearer("ck_wrong"), "Basic YTpi" })
        {
            (await api.SendAsAsync(authorization, new(method), path)).ExpectProblem(HttpStatusCode.Unauthorized, "unauthorized");
        }

        (await api.SendAsAsync(Bearer(Credentials.Key), new(method), path)).Expect(status);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/v1/health/ready")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/v1/openapi/v1.json")]
    [InlineData("/docs/index.html")]
    public async Task Get_OfPublicPath_IgnoresCredentials(string path)
    {
        foreach (var authorization in new[] { null, Bearer("ck_wrong"), Bearer("wrong"), "Basic YTpi" })
        {
            api.ClearStatements();
            (await api.SendAsAsync(authorization, HttpMethod.Get, path)).Expect(HttpStatusCode.OK);
            Assert.Empty(api.Statements);
        }
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task Report_WithoutCredentials_RequiresGatewaySignature(string method)
    {
        var path = $"/sms-messages/delivery-reports/sandbox?id={Guid.CreateVersion7()}&status=delivered";

        foreach (var authorization in new[] { null, Bearer("ck_wrong") })
        {
            var answer = await api.SendAsAsync(authorization, new(method), path);
            Assert.DoesNotContain("\"unauthorized\"", answer.Text, StringComparison.Ordinal);
            answer.ExpectProblem(HttpStatusCode.Unauthorized, "delivery_report_not_authentic");
        }
    }

    /// <summary>The header of these credentials, and what else there is to send.</summary>
    private async Task<(string? Authorization, (string Name, string Value)[] More)> MakeAsync(string credentials)
    {
        var now = api.Clock.Now;
        switch (credentials)
        {
            case "none":
                return (null, []);
            case "basic":
                return ($"Basic {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"key:{Credentials.Key}"))}", []);
            case "bearer without a token":
                return ("Bearer", []);
            case "bearer with a blank token":
                return ("Bearer  ", []);
            case "token without bearer":
                return (Credentials.Key, []);
            case "two keys":
                return ($"{Bearer(Credentials.Key)}, {Bearer(Credentials.Key)}", []);
            case "two headers":
                return (Bearer(Credentials.Key), [("Authorization", Bearer(Credentials.Key))]);
            case "wrong key":
                return (Bearer(ServiceKeySecret.Generate().Text), []);
            case "key in another case":
                return (Bearer("CK_" + Credentials.Key[3..]), []);
            case "revoked key":
                var key = await api.AddKeyAsync([.. Scopes.All]);
                Assert.True(await api.LetsInAsync(Bearer(key.Secret)));
                await api.RevokeAsync(key);
                return (Bearer(key.Secret), []);
            case "no token of ours":
                return (Bearer("eyJhbGciOiJub25lIn0.eyJ1c2VyIjoiYW5uIn0."), []);
        }

        var user = await api.AddUserAsync();
        var token = await api.MintAsync(user, 60);
        Assert.True(await api.LetsInAsync(Bearer(token)));
        switch (credentials)
        {
            case "tampered token":
                var place = token.Length / 2;
                return (Bearer($"{token[..place]}{(token[place] == 'A' ? 'B' : 'A')}{token[(place + 1)..]}"), []);
            case "expired token":
                api.Clock.Now = now.AddSeconds(61);
                break;
            case "revoked token":
                (await api.DeleteAsync($"/users/{user}/tokens")).Expect(HttpStatusCode.NoContent);
                break;
            case "token of a user who was deactivated":
                (await api.DeleteAsync($"/users/{user}")).Expect(HttpStatusCode.NoContent);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(credentials));
        }

        return (Bearer(token), []);
    }

    private async Task<List<Operation>> SecuredAsync() =>
        [.. (await Operation.AllAsync(api)).Where(operation => !operation.IsAnonymous)];

    private Task<Answer> SendAsync(Operation operation, string token) =>
        api.SendAsAsync(Bearer(token), operation.HttpMethod, operation.Target, operation.Body);
}
