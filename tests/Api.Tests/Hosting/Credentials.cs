using System.Net.Http.Headers;
using Concierge.Domain.Access;
using Microsoft.AspNetCore.Hosting;
using Npgsql;

namespace Concierge.Api.Tests.Hosting;

/// <summary>
/// How the tests of what the product does prove who they are: with a service key that may do anything, which every database has, or, when the variable
/// CONCIERGE_TESTS_AUTH says Development, not at all. What they assert is the same.
/// </summary>
internal static class Credentials
{
    public const string Key = "ck_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

    private static readonly bool AreAsked = Environment.GetEnvironmentVariable("CONCIERGE_TESTS_AUTH") != "Development";

    /// <summary>Adds the key to a database.</summary>
    public static async Task AddKeyAsync(NpgsqlConnection connection)
    {
        await using var insert = new NpgsqlCommand(
            "INSERT INTO service_keys (id, name, scopes, secret_hash, created_at) VALUES ($1, 'tests', $2, $3, now())", connection)
        {
            Parameters = { new() { Value = Guid.CreateVersion7() }, new() { Value = Scopes.All }, new() { Value = ServiceKeySecret.Hash(Key) } },
        };
        await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public static IWebHostBuilder UseCredentials(this IWebHostBuilder builder) =>
        AreAsked ? builder.UseSetting("Auth:Mode", "Keys").UseSetting("RateLimit:Enabled", "false") : builder;

    /// <summary>Has a client send the key.</summary>
    public static HttpClient WithKey(this HttpClient client)
    {
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        return client;
    }
}
