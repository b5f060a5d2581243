using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Concierge.Api.Tests.Hosting;
using Concierge.Domain.Access;
using Microsoft.AspNetCore.Hosting;
using Serilog;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;

namespace Concierge.Api.Tests.Access;

/// <summary>
/// Neither valid nor invalid credentials appear in the log, even when everything that the program and its libraries can log is logged. It
/// does not matter where they were sent.
/// </summary>
public sealed class CredentialLeakTests(CredentialLeakTests.Fixture api) : IClassFixture<CredentialLeakTests.Fixture>
{
    [Fact]
    public async Task Log_WhenRequestsContainCredentials_ContainsNone()
    {
        var user = (string)(await SendAsync(
            Credentials.Key, HttpMethod.Post, "/users", new { name = "Findable Umbrella" }, HttpStatusCode.Created)).Json["id"]!;
        var made = (await SendAsync(
            Credentials.Key, HttpMethod.Post, "/service-keys",
            new { name = "a", scopes = new[] { "users" } }, HttpStatusCode.Created)).Json;
        var key = (string)made["key"]!;
        var token = (string)(await SendAsync(
            Credentials.Key, HttpMethod.Post, $"/users/{user}/tokens", new { }, HttpStatusCode.Created)).Json["token"]!;
        var (wrong, tampered) = (ServiceKeySecret.Generate().Text, string.Concat(token.Reverse()));
        string[] secrets = [Credentials.Key, key, token, wrong, tampered];

        foreach (var secret in secrets)
        {
            var status = secret == wrong || secret == tampered ? HttpStatusCode.Unauthorized : HttpStatusCode.OK;
            await SendAsync(secret, HttpMethod.Get, $"/users/{user}", null, status);
            await SendAsync(secret, HttpMethod.Get, $"/users?q={secret[..40]}", null, status);
            await SendAsync(
                secret, HttpMethod.Get, $"/users?access_token={secret}", null,
                status == HttpStatusCode.OK ? HttpStatusCode.BadRequest : status);
            await SendAsync(
                secret, HttpMethod.Get, $"/nothing?key={secret}", null, status == HttpStatusCode.OK ? HttpStatusCode.NotFound : status);
            await SendAsync(
                secret, HttpMethod.Post, $"/users?{secret}", new { name = 1 },
                status == HttpStatusCode.OK ? HttpStatusCode.BadRequest : status);
            await SendAsync(
                secret, HttpMethod.Get, "/service-keys", null,
                status != HttpStatusCode.OK ? status : secret == Credentials.Key ? status : HttpStatusCode.Forbidden);
            await SendAsync(null, HttpMethod.Get, $"/users?access_token={secret}", null, HttpStatusCode.Unauthorized);
            await SendAsync(null, HttpMethod.Get, $"/health/ready?access_token={secret}", null, HttpStatusCode.OK);
            await SendAsync(null, HttpMethod.Get, $"/docs/index.html?access_token={secret}", null, HttpStatusCode.OK);
            await SendAsync(Credentials.Key, HttpMethod.Post, "/users", new { name = "Ann", key = secret }, HttpStatusCode.BadRequest);
            await SendAsync(Credentials.Key, HttpMethod.Post, "/users", new { name = secret[..40] }, HttpStatusCode.Created);
        }

        await SendAsync(Credentials.Key, HttpMethod.Delete, $"/users/{user}/tokens?token={token}", null, HttpStatusCode.BadRequest);
        await SendAsync(Credentials.Key, HttpMethod.Delete, $"/users/{user}/tokens", null, HttpStatusCode.NoContent);
        await SendAsync(token, HttpMethod.Get, $"/users/{user}", null, HttpStatusCode.Unauthorized);
        await SendAsync(Credentials.Key, HttpMethod.Delete, $"/service-keys/{made["id"]}?key={key}", null, HttpStatusCode.BadRequest);
        await SendAsync(Credentials.Key, HttpMethod.Delete, $"/service-keys/{made["id"]}", null, HttpStatusCode.NoContent);

        var lines = LogSink.Lines;
        Assert.Contains(lines, line => line.Contains("Verbose", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains($"/users/{user}/tokens", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("Microsoft.EntityFrameworkCore", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("Concierge.Api.Authentication.CallerAuthentication", StringComparison.Ordinal));
        var leaks = lines.Where(line => secrets.Any(secret => line.Contains(secret[10..30], StringComparison.Ordinal))).ToList();
        Assert.True(leaks.Count == 0, string.Join('\n', leaks));
    }

    private async Task<Answer> SendAsync(string? token, HttpMethod method, string target, object? body, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(method, target) { Content = body is null ? null : JsonContent.Create(body) };
        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        return (await api.SendAsync(request, target)).Expect(status);
    }

    /// <summary>The product behind its real web server, with everything logged.</summary>
    public sealed class Fixture(TestDatabases databases) : KestrelFixture(databases), IAsyncLifetime
    {
        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            Client.DefaultRequestHeaders.Authorization = null;
        }

        protected override void Configure(IWebHostBuilder builder)
        {
            builder.UseSetting("Auth:Mode", "Keys").UseSetting("RateLimit:Enabled", "false");
            builder.UseSetting("Serilog:MinimumLevel", "Verbose");
            foreach (var level in new[]
                {
                    "Override:Microsoft", "Override:Microsoft.EntityFrameworkCore",
                    "Override:Microsoft.Extensions.Hosting.Internal.Host", "Override:System",
                    "Override:Concierge.Api.Authentication.CallerAuthentication",
                })
            {
                builder.UseSetting($"Serilog:MinimumLevel:{level}", "Verbose");
            }

            // What the program's own logger lets through, with its filters, is what an operator can come to see.
            builder.UseSetting("Serilog:Using:0", typeof(LogSinkConfiguration).Assembly.GetName().Name!)
                .UseSetting("Serilog:WriteTo:0", nameof(LogSinkConfiguration.Kept));
        }
    }
}

/// <summary>Keeps whole lines: message, exception, and every property.</summary>
internal sealed class LogSink : ILogEventSink
{
    public static ConcurrentQueue<string> Lines { get; } = new();

    public void Emit(LogEvent logEvent) => Lines.Enqueue(
        $"{logEvent.Level} {logEvent.RenderMessage(CultureInfo.InvariantCulture)} {logEvent.Exception} "
        + string.Join(' ', logEvent.Properties.Select(property => $"{property.Key}={property.Value}")));
}

/// <summary>Has the configuration know the sink by the name of a method.</summary>
public static class LogSinkConfiguration
{
    public static LoggerConfiguration Kept(this LoggerSinkConfiguration sinks) => sinks.Sink(new LogSink());
}
