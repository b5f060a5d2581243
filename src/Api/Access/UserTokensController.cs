using Concierge.Api.Authentication;
using Concierge.Api.Idempotency;
using Concierge.Api.Problems;
using Concierge.Application.Access;
using Concierge.Domain.Access;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Concierge.Api.Access;

[Route("users/{id}/tokens")]
[Tags("Access")]
[RequiresScope(Scopes.Tokens)]
public sealed class UserTokensController(IMediator mediator) : ApiController(mediator)
{
    /// <summary>Mints a token with which its bearer acts as this user, and as nobody else, until it expires or is revoked.</summary>
    [HttpPost(Name = "mintUserToken")]
    [NotReplayed]
    [ProducesResponseType<UserTokenDto>(StatusCodes.Status201Created)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "user_not_found")]
    [Refuses(StatusCodes.Status409Conflict, "user_deactivated")]
    public async Task<IActionResult> Mint(string id, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] MintUserTokenRequest? request) =>
        Issued(await Send(new MintUserToken(id, request?.ExpiresIn)));

    /// <summary>Revokes every token of this user, at once and on every replica.</summary>
    [HttpDelete(Name = "revokeUserTokens")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "user_not_found")]
    public async Task<IActionResult> Revoke(string id) => Done(await Send(new RevokeUserTokens(id)));
}
