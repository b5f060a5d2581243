using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Concierge.Api.Problems;
using Concierge.Application.Access;
using Concierge.Application.Pipeline;
using Concierge.Application.Users;
using Concierge.Domain.Access;
using Concierge.Domain.Users;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Authentication;

/// <summary>Finds out who sent a request (RFC 6750), and refuses whoever cannot say or may not.</summary>
internal sealed class CallerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, IOptions<AuthOptions> auth, IServiceKeyRing keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "Concierge";

    private const string Bearer = "Bearer ";

    /// <summary>The token behind <c>Authorization: Bearer</c>.</summary>
    public static bool TryReadToken(HttpRequest request, [NotNullWhen(true)] out string? token)
    {
        token = request.Headers.Authorization is [{ } header] && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim() : null;
        return token is not null;
    }

    /// <summary>
    /// Credentials that are sent are checked in every mode; Development mode only does without. Operations for everybody ask for none and look at none, so that
    /// the state of the program can be told while nobody can be known.
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
            return await keys.FindAsync(token, Context.RequestAborted) is { } key ? Known(Caller.Service(key)) : AuthenticateResult.Fail("No good service key.");
        }

        return UserTokens.Read(await Context.AuthenticateAsync(BearerTokenDefaults.AuthenticationScheme)) is { } content
            && await TransientFailure.RetryOnceAsync(() => GenerationOfAsync(content.User)) == content.Generation
            ? Known(Caller.User(content.User))
            : AuthenticateResult.Fail("No good token of a user.");
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var authentication = await HandleAuthenticateOnceSafeAsync();
        Response.Headers.WWWAuthenticate = authentication.Failure is null ? "Bearer" : "Bearer error=\"invalid_token\"";
        await ProblemWriter.WriteAsync(Context, [AccessErrors.Unauthorized]);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var scope = Context.GetEndpoint()!.Metadata.GetRequiredMetadata<RequiresScopeAttribute>().Scope;
        Response.Headers.WWWAuthenticate = $"Bearer error=\"insufficient_scope\", scope=\"{scope}\"";
        return ProblemWriter.WriteAsync(Context, [AccessErrors.ScopeMissing.WithDetails(new MissingScope(scope))]);
    }

    /// <summary>The reader is asked for only here: a service's requests have no use for it.</summary>
    private Task<int?> GenerationOfAsync(UserId user) =>
        Context.RequestServices.GetRequiredService<IUserReader>().GetTokenGenerationAsync(user, Context.RequestAborted);

    private static AuthenticateResult Known(ClaimsPrincipal caller) =>
        AuthenticateResult.Success(new AuthenticationTicket(caller, Scheme));
}
