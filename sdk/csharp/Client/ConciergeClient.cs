using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Concierge.Client;

/// <summary>Client of a Concierge server. Thread-safe; create one and keep it for the lifetime of the program.</summary>
public partial class ConciergeClient
{
    /// <summary>Creates a client with its own connection pool.</summary>
    /// <param name="address">Address of the server without <c>/v1</c>. A path ends with a slash.</param>
    /// <param name="key">Bearer token, if the server requires one.</param>
    public ConciergeClient(Uri address, string? key = null)
        : this(new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { BaseAddress = address })
    {
        if (key is not null)
        {
            _httpClient.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }
    }

    /// <summary>Settings that read events.</summary>
    internal static JsonSerializerOptions EventSettings => _settings.Value;

    static partial void UpdateJsonSerializerSettings(JsonSerializerOptions settings)
    {
        // The server refuses null: absent members are omitted.
        settings.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
    }

    // Relative, to keep the path of the address.
    partial void Initialize() => BaseUrl = "v1";

    [SuppressMessage("Performance", "CA1822", Justification = "The generated part declares it.")]
    partial void PrepareRequest(HttpClient client, HttpRequestMessage request, string url)
    {
        // Makes it safe for a handler to retry a POST.
        if (request.Method == HttpMethod.Post && !request.Headers.Contains("Idempotency-Key"))
        {
            request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        }
    }
}
