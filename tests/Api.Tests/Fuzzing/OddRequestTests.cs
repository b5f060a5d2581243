using System.Net;
using System.Net.Http.Json;
using System.Text;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Fuzzing;

public sealed class OddRequestTests(KestrelFixture api) : IClassFixture<KestrelFixture>
{
    [Fact]
    public async Task ListUsers_WithNulInSearch_IsRefused()
    {
        using var request = new HttpRequestMessage();

        (await api.SendAsync(request, "/users?q=%00")).ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/q", "text_invalid");
    }

    [Theory]
    [InlineData("/openapi/v2.json")]
    [InlineData("/v1/openapi/x.json")]
    public async Task Get_OfUnknownOpenApiDocument_IsNotFound(string target)
    {
        using var request = new HttpRequestMessage();

        (await api.SendAsync(request, target)).ExpectProblem(HttpStatusCode.NotFound, "route_not_found");
    }

    [Theory]
    [InlineData("X-User-Id", "validation_failed")]
    [InlineData("Idempotency-Key", "idempotency_key_invalid")]
    public async Task Send_WithInvalidUtf8InHeader_ReturnsProblem(string header, string code)
    {
        using var request = new HttpRequestMessage { Method = HttpMethod.Post, Content = JsonContent.Create(new { name = "Ann" }) };
        request.Headers.TryAddWithoutValidation(header, "a\u00ff");

        (await api.SendAsync(request, "/users")).ExpectProblem(HttpStatusCode.BadRequest, code);
    }

    [Theory]
    [InlineData("""{"name":"A\u0000"}""", "text_invalid", "/name")]
    [InlineData("""{"name":"A\ud800"}""", "text_invalid", "/name")]
    [InlineData("{\"name\":\"A\u00ff\"}", "text_invalid", "/name")]
    [InlineData("""{"\u0000":"A"}""", "text_invalid", "")]
    public async Task Post_WithInvalidTextInBody_IsRefused(string body, string code, string pointer)
    {
        using var content = new ByteArrayContent(Encoding.Latin1.GetBytes(body));
        content.Headers.ContentType = new("application/json");
        using var request = new HttpRequestMessage { Method = HttpMethod.Post, Content = content };

        (await api.SendAsync(request, "/users")).ExpectProblem(HttpStatusCode.BadRequest, code, pointer);
    }

    [Theory]
    [InlineData("application/json; charset=")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/x-www-form-urlencoded; charset=utf-7")]
    [InlineData("multipart/form-data; boundary=")]
    public async Task Post_WhenContentTypeIsNotJsonInUtf8_IsRefused(string contentType)
    {
        using var request =
            new HttpRequestMessage { Method = HttpMethod.Post, Content = new ByteArrayContent("{\"name\":\"Ann\"}"u8.ToArray()) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        (await api.SendAsync(request, "/users")).ExpectProblem(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
    }

    [Fact]
    public async Task Get_WithMalformedForm_IgnoresForm()
    {
        using var request = new HttpRequestMessage { Content = new ByteArrayContent("limit=1"u8.ToArray()) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/x-www-form-urlencoded; charset=utf-7");

        (await api.SendAsync(request, "/messages")).Expect(HttpStatusCode.OK);
    }
}
