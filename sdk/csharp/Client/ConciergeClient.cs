using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Concierge.Client;

/// <summary>A client of one Concierge server. It may be shared by threads, and lives as long as the program.</summary>
public partial class ConciergeClient
{
    /// <summary>A client with connections of its own.</summary>
    /// <param name="address">Where the server is, without <c>/v1</c>; a path ends in a slash.</param>
    /// <param name="key">What to send as the bearer token, if the server asks for one.</param>
    public ConciergeClient(Uri address, string? key = null)
        : this(new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { BaseAddress = address })
    {
        if (key is not null)
        {
            _httpClient.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }
    }

    static partial void UpdateJsonSerializerSettings(JsonSerializerOptions settings)
    {
        // What is optional is left out; the server refuses null.
        settings.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        settings.Converters.Add(new DurationConverter());
    }

    // Relative, so that an address with a path keeps it.
    partial void Initialize() => BaseUrl = "v1";

    [SuppressMessage("Performance", "CA1822", Justification = "The generated half declares it.")]
    partial void PrepareRequest(HttpClient client, HttpRequestMessage request, string url)
    {
        // With a key of its own, a POST that a handler below this client sends again does its work once.
        if (request.Method == HttpMethod.Post && !request.Headers.Contains("Idempotency-Key"))
        {
            request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        }
    }
}
