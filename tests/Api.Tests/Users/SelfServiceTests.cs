using System.Net;
using Concierge.Api.Tests.Access;
using Concierge.Api.Tests.Hosting;
using Microsoft.AspNetCore.Hosting;
using static Concierge.Api.Tests.Access.AccessFixture;

namespace Concierge.Api.Tests.Users;

public sealed class SelfServiceTests(SelfServiceTests.Fixture api) : IClassFixture<SelfServiceTests.Fixture>
{
    [Fact]
    public async Task RenameAndDeactivate_ByUserWhenSelfServiceIsOff_AreForbidden()
    {
        var ann = await api.AddUserAsync();
        var token = Bearer(await api.MintAsync(ann));

        foreach (var user in new[] { ann, "nobody" })
        {
            (await api.SendAsAsync(token, HttpMethod.Put, $"/users/{user}", new { name = "Anna" }))
                .ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
            (await api.SendAsAsync(token, HttpMethod.Delete, $"/users/{user}")).ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        }

        (await api.PutAsync($"/users/{ann}", new { name = "Anna" }, ann)).ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        (await api.DeleteAsync($"/users/{ann}", ann)).ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        Assert.Equal("active", (string?)(await api.GetAsync($"/users/{ann}")).Json["status"]);
    }

    [Fact]
    public async Task RenameAndDeactivate_ByBackendWhenSelfServiceIsOff_Succeed()
    {
        var ann = await api.AddUserAsync();

        (await api.PutAsync($"/users/{ann}", new { name = "Anna" })).Expect(HttpStatusCode.OK);
        (await api.DeleteAsync($"/users/{ann}")).Expect(HttpStatusCode.NoContent);
    }

    public sealed class Fixture(TestDatabases databases) : AccessFixture(databases)
    {
        protected override void Configure(IWebHostBuilder builder)
        {
            base.Configure(builder);
            builder.UseSetting("Users:SelfService", "false");
        }
    }
}
