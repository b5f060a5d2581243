using Concierge.Api.Problems;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Http;

/// <summary>Sets up what is common to all requests: errors, timeouts, proxies and CORS.</summary>
internal static class HttpSetup
{
    public static void AddHttp(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<HttpOptions>()
            .Bind(configuration.GetSection(HttpOptions.Section))
            .PostConfigure<IHostEnvironment>(
                (http, environment) => http.ShutdownDelay ??= environment.IsDevelopment() ? TimeSpan.Zero : TimeSpan.FromSeconds(5))
            .Validate(http => http.RequestTimeout > TimeSpan.Zero, "Http:RequestTimeout must be greater than 0.")
            .Validate(http => http.ShutdownDelay!.Value.Value >= TimeSpan.Zero, "Http:ShutdownDelay must not be negative.")
            .Validate(http => http.AreProxiesValid, "Http:TrustedProxies must be IP addresses, or networks such as 10.0.0.0/8.")
            .Validate(http => http.AreOriginsValid, "Http:CorsOrigins must be origins such as https://app.example.com, without a path.")
            .ValidateOnStart();
        services.AddExceptionHandler<UnhandledExceptionHandler>();
        services.AddRequestTimeouts();
        services.AddOptions<RequestTimeoutOptions>().Configure<IOptions<HttpOptions>>((timeouts, http) => timeouts.DefaultPolicy = new()
        {
            Timeout = http.Value.RequestTimeout,
            WriteTimeoutResponse = context => ProblemWriter.WriteAsync(context, HttpErrors.RequestTimedOut),
        });
        services.AddOptions<ForwardedHeadersOptions>()
            .Configure<IOptions<HttpOptions>>((forwarded, http) => TrustProxies(forwarded, http.Value));
        services.AddCors();
        services.AddOptions<CorsOptions>().Configure<IOptions<HttpOptions>>((cors, http) => cors.AddDefaultPolicy(policy => policy
            .WithOrigins([.. http.Value.CorsOrigins])
            .AllowAnyMethod()
            .AllowAnyHeader()
            .WithExposedHeaders(
                "ETag", "Link", "Location", "Retry-After", "RateLimit", "RateLimit-Policy", "Idempotent-Replayed", "WWW-Authenticate")));
    }

    /// <summary>Trusts the headers of the configured proxies; without one, no header is read.</summary>
    private static void TrustProxies(ForwardedHeadersOptions forwarded, HttpOptions http)
    {
        forwarded.ForwardedHeaders =
            http.TrustedProxies.Count == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        forwarded.ForwardLimit = null;
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var network in http.TrustedNetworks)
        {
            forwarded.KnownIPNetworks.Add(network);
        }
    }
}
