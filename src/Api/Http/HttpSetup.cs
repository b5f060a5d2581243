using Concierge.Api.Authentication;
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
            .Validate(http => http.MaxConnections is null or > 0, "Http:MaxConnections must be greater than 0.")
            .Validate(http => http.AreProxiesValid, "Http:TrustedProxies must be IP addresses, or networks such as 10.0.0.0/8.")
            .Validate(http => http.AreOriginsValid, "Http:CorsOrigins must be origins such as https://app.example.com, without a path.")
            .Validate(
                http => http.IgnoredQueryParameters.All(pattern => pattern.Length > 0),
                "Http:IgnoredQueryParameters must be names or patterns such as utm_*.")
            .ValidateOnStart();
        services.AddSingleton<ProblemMetrics>();
        services.AddSingleton<QueryParameterFilter>();
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
        services.AddOptions<CorsOptions>().Configure<IOptions<HttpOptions>, IOptions<AuthOptions>>(
            (cors, http, auth) => cors.AddDefaultPolicy(policy => AllowOrigins(policy, http.Value, auth.Value)));
    }

    /// <summary>Allows the configured origins and, where no credentials are needed, those of this machine.</summary>
    private static void AllowOrigins(CorsPolicyBuilder policy, HttpOptions http, AuthOptions auth) => policy
        .SetIsOriginAllowed(origin => http.CorsOrigins.Contains(origin) || (!auth.AsksForCredentials && IsLoopback(origin)))
        .AllowAnyMethod()
        .AllowAnyHeader()
        .WithExposedHeaders(
            "ETag", "Link", "Location", "Retry-After", "RateLimit", "RateLimit-Policy", "Idempotent-Replayed", "WWW-Authenticate");

    /// <summary>Whether an origin is of this machine, such as <c>http://localhost:3000</c>: a front end under development.</summary>
    private static bool IsLoopback(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", IsLoopback: true };

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
