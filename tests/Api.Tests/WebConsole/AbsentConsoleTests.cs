using System.Net;
using Concierge.Api.Tests.Hosting;
using Microsoft.AspNetCore.Hosting;

namespace Concierge.Api.Tests.WebConsole;

/// <summary><c>Http:Console=false</c> leaves the console out, and nothing else.</summary>
public sealed class AbsentConsoleTests(AbsentConsoleTests.Fixture api) : IClassFixture<AbsentConsoleTests.Fixture>
{
    [Theory]
    [InlineData("/")]
    [InlineData("/console")]
    [InlineData("/console/orders")]
    [InlineData("/console/assets/index.js")]
    public async Task Page_WhenConsoleIsOff_IsAProblem(string path)
    {
        var answer = (await api.GetAsync(path, null, ("Accept", "text/html"))).Expect(HttpStatusCode.NotFound);

        Assert.Equal("route_not_found", (string?)answer.Json["code"]);
    }

    [Fact]
    public async Task Documentation_WhenConsoleIsOff_IsServed() =>
        (await api.GetAsync("/docs/index.html", null, ("Accept", "text/html"))).Expect(HttpStatusCode.OK);

    public sealed class Fixture(TestDatabases databases) : ApiFixture(databases)
    {
        protected override void Configure(IWebHostBuilder builder)
        {
            base.Configure(builder);
            builder.UseSetting("Http:Console", "false");
        }
    }
}
