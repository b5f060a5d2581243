using Concierge.Application.Access;
using Concierge.Application.Authorization;
using Concierge.Domain.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Authentication;

/// <summary>
/// Sets up authentication and authorization: one scheme for all callers and one policy per scope. An operation without a policy needs a
/// known caller.
/// </summary>
internal static class AuthenticationSetup
{
    public static void AddCallers(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AuthOptions>()
            .Bind(configuration.GetSection(AuthOptions.Section))
            .PostConfigure<IHostEnvironment>((auth, environment) =>
                auth.Mode = auth.Mode.Length > 0 ? auth.Mode : environment.IsDevelopment() ? AuthOptions.Development : AuthOptions.Keys)
            .Validate(
                auth => UserTokenLifetime.Contains(auth.MaxTokenLifetime),
                "Auth:MaxTokenLifetime must be between one minute and 30 days.")
            .ValidateOnStart();
        services.AddSingleton(
            provider => new UserTokenSettings(provider.GetRequiredService<IOptions<AuthOptions>>().Value.MaxTokenLifetime));
        services.AddScoped<CurrentActor>();
        services.AddScoped<ICurrentActor>(provider => provider.GetRequiredService<CurrentActor>());
        services.AddSingleton<IUserTokens, UserTokens>();
        services.AddSingleton<CredentialWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<CredentialWatch>());
        services.AddAuthentication(CallerAuthentication.Scheme)
            .AddScheme<AuthenticationSchemeOptions, CallerAuthentication>(CallerAuthentication.Scheme, null)
            .AddBearerToken(tokens => tokens.Events.OnMessageReceived = received =>
            {
                received.Token = CallerAuthentication.TryReadToken(received.Request, out var token) ? token : null;
                return Task.CompletedTask;
            });
        var authorization = services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        foreach (var scope in Scopes.All)
        {
            authorization.AddPolicy(
                scope, policy => policy.RequireAuthenticatedUser().RequireAssertion(context => Caller.Holds(context.User, scope)));
        }
    }
}
