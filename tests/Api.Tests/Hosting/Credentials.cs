using System.Net.Http.Headers;
using Concierge.Domain.Access;
using Microsoft.AspNetCore.Hosting;
using Npgsql;

namespace Concierge.Api.Tests.Hosting;

/// <summary>
/// Credentials of the feature tests: a service key with all scopes, which every test database contains. With
/// CONCIERGE_TESTS_AUTH=Development, the product runs in Development mode and needs none. The assertions are the same.
/// </summary>
internal static class Credentials
{
    public const string Key = "ck_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

    private static readonly bool AreRequired = Environment.GetEnvironmentVariable("CONCIERGE_TESTS_AUTH") != "Development";

    /// <summary>Inserts the key into a database.</summary>
    public static async Task AddKeyAsync(NpgsqlConnection connection)
    {
        await using var insert = new NpgsqlCommand(
            "INSERT INTO service_keys (id, name, scopes, secret_hash, created_at) VALUES ($1, 'tests', $2, $3, now())", connection)
        {
            Parameters =
            {
                new() { Value = Guid.CreateVersion7() },
                new() { Value = Scopes.All },
                new() { Value = ServiceKeySecret.Hash(Key) },
            },
        };
        await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public static IWebHostBuilder UseCredentials(this IWebHostBuilder builder) =>
        AreRequired ? builder.UseSetting("Auth:Mode", "Keys").UseSetting("RateLimit:Enabled", "false") : builder;

    /// <summary>Sends the key with every request of the client.</summary>
    public static HttpClient WithKey(this HttpClient client)
    {
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        return client;
    }
}
