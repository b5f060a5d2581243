using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Concierge.Api.Authentication;
using Concierge.Api.Idempotency;
using Concierge.Api.Lists;
using Concierge.Api.OpenApi.Metadata;
using Concierge.Api.Problems;
using Concierge.Application.Access;
using Concierge.Application.Paging;
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
    /// <summary>
    /// Mints a token. Its bearer acts as this user, and as no other, until the token expires or is revoked. The token allows at most what
    /// its minter may do.
    /// </summary>
    /// <param name="id">Id of the user.</param>
    [HttpPost(Name = "mintUserToken")]
    [NotReplayed]
    [ProducesResponseType<IssuedUserTokenDto>(StatusCodes.Status201Created)]
    [Refuses(StatusCodes.Status400BadRequest, "user_scope_unknown")]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden", "scope_missing")]
    [Refuses(StatusCodes.Status404NotFound, "user_not_found")]
    [Refuses(StatusCodes.Status409Conflict, "user_deactivated")]
    public async Task<IActionResult> Mint(
        [CallerId] string id, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] MintUserTokenRequest? request) =>
        Issued(await Send(new MintUserToken(id, request?.ExpiresIn, request?.Scopes)));

    /// <summary>Lists the valid tokens of a user, newest first, without their secrets.</summary>
    /// <param name="id">Id of the user.</param>
    [HttpGet(Name = "listUserTokens")]
    [ProducesResponseType<Page<UserTokenDto>>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "user_not_found")]
    public Task<IActionResult> List([CallerId] string id, [FromQuery] ListQuery query) =>
        Listed(query, (limit, cursor) => new ListUserTokens(id, limit, cursor));

    /// <summary>Revokes all tokens of a user, on every replica at once.</summary>
    /// <param name="id">Id of the user.</param>
    [HttpDelete(Name = "revokeUserTokens")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "user_not_found")]
    public async Task<IActionResult> Revoke([CallerId] string id) => Done(await Send(new RevokeUserTokens(id)));

    /// <summary>Revokes one token of a user, on every replica at once.</summary>
    /// <param name="id">Id of the user.</param>
    [HttpDelete("{token_id}", Name = "revokeUserToken")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "user_not_found", "user_token_not_found")]
    public async Task<IActionResult> RevokeOne(
        [CallerId] string id, [Description("Id of the token."), DataType("uuid"), FromRoute(Name = "token_id")] string tokenId) =>
        Done(await Send(new RevokeUserToken(id, tokenId)));
}
