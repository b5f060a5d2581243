using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Concierge.Api.Observability;
using Concierge.Api.Tests.Contract;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Serilog.Core;

namespace Concierge.Api.Tests.Hosting;

/// <summary>
/// The whole product over HTTP, with a database for the test class. A response with status 500, or outside the OpenAPI document, fails the
/// test.
/// </summary>
public partial class ApiFixture(TestDatabases databases) : IAsyncLifetime
{
    private readonly FailureLog failures = new();
    private WebApplicationFactory<Program> factory = null!;

    /// <summary>Connection string of the database of this class.</summary>
    public string ConnectionString { get; private set; } = "";

    public IServiceProvider Services => factory.Services;

    public HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await CreateDatabaseAsync(databases);
        factory = new WebApplicationFactory<Program>().WithWebHostBuilder(builder =>
        {
            builder.ConfigureServices(
                services => services.AddSingleton<LogOutput>(() => Stream.Null).AddSingleton<ILogEventSink>(failures));

            // Commits wake the sequencer. Polls would disturb tests that count statements and connections.
            builder.UseSetting("Events:PollInterval", "01:00:00").UseSetting("Webhooks:PollInterval", "01:00:00");
            builder.KeepWebhooksOnLoopback();
            Configure(builder);
        });
        Client = CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Client.Dispose();
        await factory.DisposeAsync();
    }

    public HttpClient CreateClient() =>
        factory.CreateDefaultClient(new NoServerError(failures), new CheckedResponses(() => Services)).WithKey();

    /// <summary>Creates a client for responses that an earlier version stored, which the OpenAPI document need not describe.</summary>
    public HttpClient CreateUncheckedClient() => factory.CreateDefaultClient(new NoServerError(failures)).WithKey();

    /// <summary>Sends a request. <paramref name="body"/> is raw text or an object, which is sent as JSON.</summary>
    public async Task<Answer> SendAsync(
        HttpMethod method, string path, object? body = null, string? actingAs = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (actingAs is not null)
        {
            request.Headers.Add("X-User-Id", actingAs);
        }

        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = await Answer.ReadAsync(response);
        await CheckedResponses.CheckStreamAsync(Services, request, answer);
        return answer;
    }

    public Task<Answer> GetAsync(string path, string? actingAs = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, null, actingAs, headers);

    public Task<Answer> PostAsync(string path, object body, string? actingAs = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, body, actingAs, headers);

    public Task<Answer> PutAsync(string path, object? body = null, string? actingAs = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Put, path, body, actingAs, headers);

    public Task<Answer> DeleteAsync(string path, string? actingAs = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Delete, path, null, actingAs, headers);

    /// <summary>Creates an <c>If-Match</c> header; see <see cref="TagsAsync"/>.</summary>
    public async Task<(string Name, string Value)> IfMatchAsync(string path, string template) =>
        ("If-Match", await TagsAsync(path, template));

    /// <summary>Creates an <c>If-None-Match</c> header; see <see cref="TagsAsync"/>.</summary>
    public async Task<(string Name, string Value)> IfNoneMatchAsync(string path, string template) =>
        ("If-None-Match", await TagsAsync(path, template));

    /// <summary>
    /// Completes a template of tags, such as <c>"9", W/"1"</c>, with the part that identifies the resource at a path, if there is one.
    /// </summary>
    public async Task<string> TagsAsync(string path, string template) =>
        (await GetAsync(path)).Resource is { } resource ? Version().Replace(template, $"\"{resource}$1\"") : template;

    /// <summary>Adds a user with a unique id.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> AddUserAsync(string prefix = "user")
    {
        var id = $"{prefix}-{Guid.NewGuid():N}";
        (await PostAsync("/users", new { id, name = prefix })).Expect(HttpStatusCode.Created);
        return id;
    }

    /// <summary>Sends a message.</summary>
    /// <returns>The message in the response.</returns>
    public async Task<JsonNode> AddMessageAsync(string senderId, string recipientId, string body = "Hello") =>
        (await PostAsync("/messages", new { sender_id = senderId, recipient_id = recipientId, body })).Expect(HttpStatusCode.Created).Json;

    /// <summary>Adds a service with a unique id.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> AddServiceAsync(string prefix = "service")
    {
        var id = $"{prefix}-{Guid.NewGuid():N}";
        (await PostAsync("/services", new { id, name = prefix })).Expect(HttpStatusCode.Created);
        return id;
    }

    /// <summary>Requests an order with a fee of 100.</summary>
    public Task<Answer> OrderAsync(string datetime, params IEnumerable<string> services) =>
        PostAsync("/orders", new { datetime, totalfee = 100, services = services.Select(id => new { id }) });

    /// <summary>Adds an order.</summary>
    /// <returns>The order in the response.</returns>
    public async Task<JsonNode> AddOrderAsync(string datetime, params IEnumerable<string> services) =>
        (await OrderAsync(datetime, services)).Expect(HttpStatusCode.Created).Json;

    /// <summary>Runs SQL and returns the first column of the first row; null if it is NULL or there is no row.</summary>
    public async Task<object?> QueryAsync(string sql, params (string Name, object Value)[] parameters)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        var scalar = await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
        return scalar is DBNull ? null : scalar;
    }

    /// <summary>Creates the database.</summary>
    /// <returns>Its connection string.</returns>
    protected virtual Task<string> CreateDatabaseAsync(TestDatabases databases) => databases.CreateAsync();

    protected virtual void Configure(IWebHostBuilder builder) => builder.UseDatabase(ConnectionString);

    [GeneratedRegex("\"([0-9]+(\\.[a-z]+)?)\"")]
    private static partial Regex Version();

    private sealed class NoServerError(FailureLog failures) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (response.StatusCode == HttpStatusCode.InternalServerError)
            {
                Assert.Fail($"{request.Method} {request.RequestUri} was answered 500. The log:\n{failures}");
            }

            return response;
        }
    }
}
