using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Concierge.Api.Problems;
using Concierge.Application.Access;
using Concierge.Application.Pipeline;
using Concierge.Domain.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Authentication;

/// <summary>Authenticates the bearer tokens of requests (RFC 6750) and writes 401 and 403.</summary>
internal sealed class CallerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger,
    UrlEncoder encoder, IOptions<AuthOptions> auth, IServiceKeyRing keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "Concierge";

    private const string Bearer = "Bearer ";

    /// <summary>Reads the token from <c>Authorization: Bearer</c>.</summary>
    public static bool TryReadToken(HttpRequest request, [NotNullWhen(true)] out string? token)
    {
        token = request.Headers.Authorization is [{ } header]
            && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim() : null;
        return token is not null;
    }

    /// <summary>
    /// Checks credentials in every mode; Development mode also accepts requests without any. Anonymous operations ignore credentials, so
    /// that health checks work while the database, and with it authentication, is unavailable.
    /// </summary>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return AuthenticateResult.NoResult();
        }

        if (Request.Headers.Authorization.Count == 0)
        {
            return auth.Value.AsksForCredentials ? AuthenticateResult.NoResult() : Known(Caller.Development);
        }

        if (!TryReadToken(Request, out var token))
        {
            return AuthenticateResult.Fail("No bearer token.");
        }

        if (token.StartsWith(ServiceKeySecret.Prefix, StringComparison.Ordinal))
        {
            return await keys.FindAsync(token, Context.RequestAborted) is { } key
                ? Known(Caller.Service(key))
                : AuthenticateResult.Fail("Invalid service key.");
        }

        return UserTokens.Read(await Context.AuthenticateAsync(BearerTokenDefaults.AuthenticationScheme)) is var (credential, scopes)
            && await TransientFailure.RetryOnceAsync(() => IsValidAsync(credential))
            ? Known(Caller.User(credential, scopes))
            : AuthenticateResult.Fail("Invalid user token.");
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var authentication = await HandleAuthenticateOnceSafeAsync();
        Response.Headers.WWWAuthenticate = authentication.Failure is null ? "Bearer" : "Bearer error=\"invalid_token\"";
        await ProblemWriter.WriteAsync(Context, [AccessErrors.Unauthorized]);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var scope = Context.GetEndpoint()!.Metadata.GetRequiredMetadata<RequiresScopeAttribute>().Scope!;
        Response.Headers.WWWAuthenticate = $"Bearer error=\"insufficient_scope\", scope=\"{scope}\"";
        return ProblemWriter.WriteAsync(Context, [AccessErrors.ScopeMissing.WithDetails(new MissingScope(scope))]);
    }

    /// <summary>
    /// Checks that a token is not revoked. Resolves the reader here because requests with a service key do not need it.
    /// </summary>
    private Task<bool> IsValidAsync(Credential token) =>
        Context.RequestServices.GetRequiredService<IUserTokenReader>().IsValidAsync(token, Context.RequestAborted);

    private static AuthenticateResult Known(ClaimsPrincipal caller) =>
        AuthenticateResult.Success(new AuthenticationTicket(caller, Scheme));
}
