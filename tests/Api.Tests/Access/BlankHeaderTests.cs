using System.Net;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Access;

/// <summary>A header without a value is not one that was left out. Only the real web server passes it on.</summary>
public sealed class BlankHeaderTests(KestrelFixture api) : IClassFixture<KestrelFixture>
{
    [Fact]
    public async Task Send_WithABlankAuthorization_IsUnauthorized()
    {
        using var request = new HttpRequestMessage { Method = HttpMethod.Get };
        request.Headers.TryAddWithoutValidation("Authorization", "");

        var answer = (await api.SendAsync(request, "/users")).ExpectProblem(HttpStatusCode.Unauthorized, "unauthorized");

        Assert.Equal("Bearer error=\"invalid_token\"", answer.Headers["WWW-Authenticate"]);
    }

    [Fact]
    public async Task Send_WithABlankUser_IsRefused()
    {
        using var request = new HttpRequestMessage { Method = HttpMethod.Get };
        request.Headers.TryAddWithoutValidation("X-User-Id", "");

        (await api.SendAsync(request, "/users")).ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/X-User-Id", "id_invalid");
    }
}
