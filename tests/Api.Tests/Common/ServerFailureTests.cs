using System.Net;
using Concierge.Api.Tests.Hosting;
using Concierge.Application.Paging;
using Concierge.Application.Users;
using Concierge.Domain.Users;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Api.Tests.Common;

public sealed class ServerFailureTests(ServerFailureTests.BrokenFixture api) : IClassFixture<ServerFailureTests.BrokenFixture>
{
    [Theory]
    [InlineData("/users/ann")]
    [InlineData("/v1/users")]
    public async Task Get_WhenServerFails_ReturnsProblemWithoutDetails(string path)
    {
        using var client = api.CreateTolerantClient();

        var answer = (await client.SendContentAsync(HttpMethod.Get, path, null))
            .ExpectProblem(HttpStatusCode.InternalServerError, "internal_error");

        Assert.Equal(path, (string?)answer.Json["instance"]);
        Assert.Equal(
            ["type", "title", "status", "detail", "instance", "code", "trace_id"], answer.Json.AsObject().Select(member => member.Key));
        Assert.DoesNotContain(BrokenReader.Secret, answer.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Exception", answer.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(nameof(BrokenReader), answer.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("no-store", answer.Headers["Cache-Control"]);
        Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
    }

    [Fact]
    public async Task Get_AfterServerFailure_Succeeds()
    {
        using var client = api.CreateTolerantClient();
        (await client.SendContentAsync(HttpMethod.Get, "/users/ann", null)).Expect(HttpStatusCode.InternalServerError);

        (await api.PostAsync("/users", new { name = "Ann" })).Expect(HttpStatusCode.Created);
    }

    public sealed class BrokenFixture(TestDatabases databases) : ApiFixture(databases)
    {
        /// <summary>A client that, unlike the fixture's others, takes a 500 for an answer.</summary>
        public HttpClient CreateTolerantClient() => ((TestServer)Services.GetRequiredService<IServer>()).CreateClient().WithKey();

        protected override void Configure(IWebHostBuilder builder)
        {
            base.Configure(builder);
            builder.ConfigureTestServices(services => services.AddScoped<IUserReader, BrokenReader>());
        }
    }

    private sealed class BrokenReader : IUserReader
    {
        public const string Secret = "SELECT password FROM cipher";

        public Task<UserDto?> GetAsync(UserId id, CancellationToken cancellationToken) => throw Failure();

        public Task<IReadOnlyList<UserDto>> ListAsync(
            string? search, UserId? after, PageLimit limit, CancellationToken cancellationToken) =>
            throw Failure();

        public Task<UserStatus?> GetStatusAsync(UserId id, CancellationToken cancellationToken) => throw Failure();

        public Task<IReadOnlyList<UserId>> ExistingAsync(IReadOnlyList<UserId> ids, CancellationToken cancellationToken) => throw Failure();

        private static InvalidOperationException Failure() => new(Secret, new FormatException(Secret));
    }
}
