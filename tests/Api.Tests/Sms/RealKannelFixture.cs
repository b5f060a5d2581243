using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Hosting;
using Concierge.Infrastructure.Sms;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Tests.Sms;

/// <summary>
/// A real Kannel, and the product as its documented user and as a plain one. Nothing is started where there is no Kannel.
/// </summary>
public sealed class RealKannelFixture(TestDatabases databases) : IAsyncLifetime
{
    internal KannelProcesses Processes { get; private set; } = null!;

    /// <summary>The product as a user with <c>max-messages</c> and <c>concatenation</c>, and <c>Sms:Kannel:MaxParts</c>.</summary>
    internal KannelUser Documented { get; private set; } = null!;

    /// <summary>The product as a user without any of them.</summary>
    internal KannelUser Plain { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (KannelProcesses.Missing is null)
        {
            Processes = await KannelProcesses.StartAsync();
            Documented = new(
                await databases.CreateAsync(), Processes.Url, KannelProcesses.Username,
                ("Sms:Kannel:MaxParts", $"{KannelProcesses.MaxParts}"));
            Plain = new(await databases.CreateAsync(), Processes.Url, KannelProcesses.PlainUsername);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Processes is not null)
        {
            await Documented.DisposeAsync();
            await Plain.DisposeAsync();
            await Processes.DisposeAsync();
        }
    }
}

/// <summary>The product as one user of Kannel, on a port of its own so that Kannel can report.</summary>
internal sealed class KannelUser : IAsyncDisposable
{
    private readonly WebApplicationFactory<Program> factory;
    private readonly HttpClient client;
    private readonly LosingReports losing = new();

    public KannelUser(string connectionString, string url, string username, params (string Name, string Value)[] settings)
    {
        factory = new WebApplicationFactory<Program>().WithWebHostBuilder(builder =>
        {
            builder.UseDatabase(connectionString)
                .UseSetting("urls", "http://127.0.0.1:0")
                .UseSetting("Sms:Gateway", "Kannel")
                .UseSetting("Sms:PublicUrl", "http://127.0.0.1")
                .UseSetting("Sms:Kannel:Url", url)
                .UseSetting("Sms:Kannel:Username", username)
                .UseSetting("Sms:Kannel:Password", KannelProcesses.Password)
                .UseSetting("Sms:Kannel:From", "12345")
                .ConfigureTestServices(services => services.AddSingleton<IStartupFilter>(losing));
            foreach (var (name, value) in settings)
            {
                builder.UseSetting(name, value);
            }
        });
        factory.UseKestrel();
        factory.StartServer();
        client = new HttpClient { BaseAddress = factory.ClientOptions.BaseAddress }.WithKey();

        // The port is known only after the start.
        factory.Services.GetRequiredService<IOptions<SmsOptions>>().Value.PublicUrl = client.BaseAddress!.ToString();
    }

    public async Task<Answer> SendAsync(string phone, string body)
    {
        using var response = await client.PostAsJsonAsync(
            "/sms-messages", new { recipient_phone = phone, message_body = body }, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }

    /// <summary>Waits until the message has a terminal status.</summary>
    public async Task<JsonNode> UntilFinalAsync(string id)
    {
        JsonNode sms = null!;
        await Poll.UntilAsync(async () =>
            (bool)(sms = (await client.GetFromJsonAsync<JsonNode>(
                $"/sms-messages/{id}", TestContext.Current.CancellationToken))!)["is_final"]!);
        return sms;
    }

    /// <summary>Answers the next reports with 503. Returns how many it has lost so far.</summary>
    public Func<int> LoseReports(int count)
    {
        losing.Left = count;
        return () => count - losing.Left;
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await factory.DisposeAsync();
    }

    /// <summary>Answers reports with 503, as a proxy does while the service is away.</summary>
    private sealed class LosingReports : IStartupFilter
    {
        private int left;

        public int Left
        {
            get => Math.Max(0, Volatile.Read(ref left));
            set => Volatile.Write(ref left, value);
        }

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, rest) =>
            {
                if (!context.Request.Path.StartsWithSegments("/sms-messages/delivery-reports") || Interlocked.Decrement(ref left) < 0)
                {
                    return rest(context);
                }

                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return Task.CompletedTask;
            });
            next(app);
        };
    }
}
