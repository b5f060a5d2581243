using Concierge.Api.Authentication;
using Concierge.Api.Idempotency;
using Concierge.Api.Lists;
using Concierge.Api.OpenApi.Metadata;
using Concierge.Api.Problems;
using Concierge.Application.Conversations;
using Concierge.Application.Paging;
using Concierge.Application.Users;
using Concierge.Domain.Access;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Users;

[Route("users")]
[ApiTag("Users", Description = "People who exchange messages, and their contacts.")]
[VariesByCaller]
public sealed class UsersController(IMediator mediator) : ApiController(mediator)
{
    /// <summary>Creates a user.</summary>
    [RequiresScope(Scopes.Users)]
    [HttpPost(Name = "createUser")]
    [ProducesResponseType<UserDto>(StatusCodes.Status201Created)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status409Conflict, "user_exists")]
    public async Task<IActionResult> Create(CreateUserRequest request) =>
        CreatedAt(
            await Send(new CreateUser(request.Id, request.Name, request.Metadata)),
            user => $"/users/{user.Id}",
            UserEntityTag.Of);

    /// <summary>Lists users by id.</summary>
    [RequiresScope(Scopes.UsersRead)]
    [HttpGet(Name = "listUsers")]
    [ProducesResponseType<Page<UserDto>>(StatusCodes.Status200OK)]
    public Task<IActionResult> List([FromQuery] UserListQuery query) =>
        Listed(query, (limit, cursor) => new ListUsers(query.Search, limit, cursor));

    /// <summary>Gets a user. Only backends get the metadata.</summary>
    /// <param name="id">Id of the user.</param>
    [RequiresScope(Scopes.UsersRead)]
    [HttpGet("{id}", Name = "getUser")]
    [ProducesResponseType<UserDto>(StatusCodes.Status200OK)]
    [ProducesResponseType(StatusCodes.Status304NotModified)]
    [Refuses(StatusCodes.Status404NotFound, "user_not_found")]
    public async Task<IActionResult> Get([CallerId] string id) =>
        Tagged(await Send(new GetUser(id)), UserEntityTag.Of);

    /// <summary>
    /// Replaces the name and the metadata of a user. Only a backend may send metadata; the request of a user leaves it as it is.
    /// </summary>
    /// <param name="id">Id of the user.</param>
    [RequiresScope(Scopes.Users)]
    [HttpPut("{id}", Name = "changeUser")]
    [ProducesResponseType<UserDto>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "user_not_found")]
    [Refuses(StatusCodes.Status412PreconditionFailed, "etag_mismatch")]
    public async Task<IActionResult> Change([CallerId] string id, ChangeUserRequest request) =>
        Tagged(await Send(new ChangeUser(id, request.Name, request.Metadata, Precondition)), UserEntityTag.Of);

    /// <summary>Deactivates a user: it can change nothing, and no message can be sent to it. Earlier messages stay readable.</summary>
    /// <param name="id">Id of the user.</param>
    [RequiresScope(Scopes.Users)]
    [HttpDelete("{id}", Name = "deactivateUser")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "user_not_found")]
    [Refuses(StatusCodes.Status412PreconditionFailed, "etag_mismatch")]
    public async Task<IActionResult> Deactivate([CallerId] string id) => Done(await Send(new DeactivateUser(id, Precondition)));

    /// <summary>Makes a deactivated user active again. Tokens of the time before stay invalid.</summary>
    /// <param name="id">Id of the user.</param>
    [RequiresScope(Scopes.Users)]
    [HttpPost("{id}/reactivate", Name = "reactivateUser")]
    [RendersCurrentState]
    [ProducesResponseType<UserDto>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "user_not_found")]
    public async Task<IActionResult> Reactivate([CallerId] string id) =>
        Tagged(await SendOnce(new ReactivateUser(id), new GetUser(id)), UserEntityTag.Of);

    /// <summary>Lists the users who exchanged messages with a user, most recent first.</summary>
    /// <param name="id">Id of the user.</param>
    [RequiresScope(Scopes.MessagesRead)]
    [HttpGet("{id}/contacts", Name = "listContacts")]
    [ProducesResponseType<Page<PeerDto>>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "user_not_found")]
    public Task<IActionResult> Contacts([CallerId] string id, [FromQuery] ListQuery query) =>
        Listed(query, (limit, cursor) => new ListContacts(id, limit, cursor));
}
