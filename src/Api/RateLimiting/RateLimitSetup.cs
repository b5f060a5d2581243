using Concierge.Api.Authentication;
using Concierge.Api.Problems;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Concierge.Api.RateLimiting;

/// <summary>Sets up the framework's rate limiter.</summary>
internal static class RateLimitSetup
{
    public static void AddRateLimits(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RateLimitOptions>()
            .Bind(configuration.GetSection(RateLimitOptions.Section))
            .PostConfigure<IOptions<AuthOptions>>((limits, auth) => limits.Enabled ??= auth.Value.AsksForCredentials)
            .Validate(limits => limits.IsValid, "RateLimit: each number and each Window must be greater than 0.")
            .ValidateOnStart();
        services.AddSingleton<RateLimits>();
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<RateLimits>((limiter, limits) =>
        {
            limiter.GlobalLimiter = limits.Limiter;
            limiter.OnRejected = (rejected, _) => new(RejectAsync(rejected, limits));
        });
    }

    /// <summary>Uses the rate limiter. Comes after authentication, which tells the callers apart.</summary>
    public static void UseRateLimits(this IApplicationBuilder app)
    {
        app.UseRateLimiter();
        app.UseMiddleware<RateLimitHeadersMiddleware>();
    }

    private static Task RejectAsync(OnRejectedContext rejected, RateLimits limits)
    {
        RateLimits.SetRetryAfter(rejected.HttpContext, rejected.Lease);
        limits.SetHeaders(rejected.HttpContext);
        return ProblemWriter.WriteAsync(rejected.HttpContext, RateLimitErrors.RateLimited);
    }
}
