using System.Net;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Common;

public sealed class HealthTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Get_WhenHealthy_ReturnsOk(string path)
    {
        var answer = (await api.GetAsync(path)).Expect(HttpStatusCode.OK);

        Assert.Equal("application/json", answer.ContentType);
        Assert.Equal("""{"status":"ok"}""", answer.Text);
    }
}
