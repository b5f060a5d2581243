using System.Net;
using System.Text;
using Concierge.Api.Observability;
using Concierge.Api.Tests.Contract;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Api.Tests.Hosting;

/// <summary>The product with Kestrel instead of the test server, for requests whose bytes matter.</summary>
public class KestrelFixture(TestDatabases databases) : IAsyncLifetime
{
    private WebApplicationFactory<Program> factory = null!;

    /// <summary>Connection string of the database of this fixture.</summary>
    public string ConnectionString { get; private set; } = "";

    public IServiceProvider Services => factory.Services;

    public HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await databases.CreateAsync();
        factory = new WebApplicationFactory<Program>().WithWebHostBuilder(builder =>
            Configure(builder
                .UseDatabase(ConnectionString)
                .UseSetting("urls", "http://127.0.0.1:0")
                .KeepWebhooksOnLoopback()
                .ConfigureServices(services => services.AddSingleton<LogOutput>(() => Stream.Null))));
        factory.UseKestrel();
        factory.StartServer();

        // Sends header bytes from 0x80 on as they are.
        Client = new HttpClient(new CheckedResponses(() => Services)
        {
            InnerHandler = new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.None,
                Expect100ContinueTimeout = TimeSpan.FromSeconds(20),
                RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,
                UseCookies = false,
                UseProxy = false,
            },
        })
        {
            BaseAddress = factory.ClientOptions.BaseAddress,
        }.WithKey();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Client.Dispose();
        await factory.DisposeAsync();
    }

    /// <summary>Adds the settings of a derived fixture.</summary>
    protected virtual void Configure(IWebHostBuilder builder)
    {
    }

    /// <summary>Sends a request without normalizing its path and query.</summary>
    public async Task<Answer> SendAsync(HttpRequestMessage request, string target)
    {
        request.RequestUri = new Uri(
            Client.BaseAddress!.GetLeftPart(UriPartial.Authority) + target,
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }
}
