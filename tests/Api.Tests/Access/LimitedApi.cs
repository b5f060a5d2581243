using System.Net;
using Concierge.Api.Tests.Hosting;
using Concierge.Domain.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Concierge.Api.Tests.Access;

/// <summary>The product in Keys mode with no other settings than those given. Requests can come from any address.</summary>
internal sealed class LimitedApi : ApiFixture
{
    /// <summary>Says in an answer which scheme and address the product took the request to have.</summary>
    public const string SeenHeader = "X-Test-Seen";

    private const string PeerHeader = "X-Test-Peer";

    private readonly (string Name, string Value)[] settings;

    private LimitedApi(TestDatabases databases, (string Name, string Value)[] settings) : base(databases) => this.settings = settings;

    public static async Task<LimitedApi> StartAsync(TestDatabases databases, params (string Name, string Value)[] settings)
    {
        var api = new LimitedApi(databases, settings);
        await api.InitializeAsync();
        api.Client.DefaultRequestHeaders.Authorization = null;
        return api;
    }

    /// <summary>Sends a request with these credentials, from this address.</summary>
    public Task<Answer> AskAsync(string path, string? token, string? peer = null, params (string Name, string Value)[] headers) =>
        AskAsync(HttpMethod.Get, path, null, token, peer, headers);

    /// <summary>Sends a request with these credentials, from this address.</summary>
    public Task<Answer> AskAsync(
        HttpMethod method, string path, object? body, string? token, string? peer = null, params (string Name, string Value)[] headers)
    {
        var all = headers.ToList();
        if (token is not null)
        {
            all.Add(("Authorization", $"Bearer {token}"));
        }

        if (peer is not null)
        {
            all.Add((PeerHeader, peer));
        }

        return SendAsync(method, path, body, null, [.. all]);
    }

    /// <summary>Makes a service key, past the API and its limits.</summary>
    /// <returns>Its secret.</returns>
    public async Task<string> AddKeyAsync(params string[] scopes)
    {
        var secret = ServiceKeySecret.Generate().Text;
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var insert = new NpgsqlCommand(
            "INSERT INTO service_keys (id, name, scopes, secret_hash, created_at) VALUES ($1, 'more', $2, $3, now())", connection)
        {
            Parameters =
            {
                new() { Value = Guid.CreateVersion7() },
                new() { Value = scopes },
                new() { Value = ServiceKeySecret.Hash(secret) },
            },
        };
        await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return secret;
    }

    /// <summary>Adds a user.</summary>
    /// <returns>So many tokens of that user.</returns>
    public async Task<string[]> AddTokensAsync(string user, int count = 1)
    {
        (await AskAsync(HttpMethod.Post, "/users", new { id = user, name = user }, Credentials.Key)).Expect(HttpStatusCode.Created);
        var tokens = new string[count];
        for (var number = 0; number < count; number++)
        {
            tokens[number] = (string)(await AskAsync(HttpMethod.Post, $"/users/{user}/tokens", new { }, Credentials.Key))
                .Expect(HttpStatusCode.Created).Json["token"]!;
        }

        return tokens;
    }

    protected override void Configure(IWebHostBuilder builder)
    {
        foreach (var (name, value) in ExternalDatabase.Settings(ConnectionString).Append(("Auth:Mode", "Keys")).Concat(settings))
        {
            builder.UseSetting(name, value);
        }

        builder.ConfigureTestServices(services => services.AddSingleton<IStartupFilter, Network>());
    }

    /// <summary>Stands for the network: says where a request comes from, and what became of that.</summary>
    private sealed class Network : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, product) =>
            {
                if (context.Request.Headers.TryGetValue(PeerHeader, out var peer))
                {
                    context.Connection.RemoteIpAddress = IPAddress.Parse(peer.ToString());
                }

                context.Response.OnStarting(() =>
                {
                    context.Response.Headers[SeenHeader] = $"{context.Request.Scheme} {context.Connection.RemoteIpAddress}";
                    return Task.CompletedTask;
                });
                return product(context);
            });
            next(app);
        };
    }
}
