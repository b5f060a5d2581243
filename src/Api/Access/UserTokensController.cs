using Concierge.Api.Authentication;
using Concierge.Api.Idempotency;
using Concierge.Api.OpenApi.Metadata;
using Concierge.Api.Problems;
using Concierge.Application.Access;
using Concierge.Domain.Access;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Concierge.Api.Access;

[Route("users/{id}/tokens")]
[ApiTag("Access")]
[RequiresScope(Scopes.Tokens)]
public sealed class UserTokensController(IMediator mediator) : ApiController(mediator)
{
    /// <summary>Mints a token. Its bearer acts as this user, and as no other, until the token expires or is revoked.</summary>
    /// <param name="id">Id of the user.</param>
    [HttpPost(Name = "mintUserToken")]
    [NotReplayed]
    [ProducesResponseType<UserTokenDto>(StatusCodes.Status201Created)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "user_not_found")]
    [Refuses(StatusCodes.Status409Conflict, "user_deactivated")]
    public async Task<IActionResult> Mint(
        [CallerId] string id, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] MintUserTokenRequest? request) =>
        Issued(await Send(new MintUserToken(id, request?.ExpiresIn)));

    /// <summary>Revokes all tokens of a user, on every replica at once.</summary>
    /// <param name="id">Id of the user.</param>
    [HttpDelete(Name = "revokeUserTokens")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "user_not_found")]
    public async Task<IActionResult> Revoke([CallerId] string id) => Done(await Send(new RevokeUserTokens(id)));
}
