using Concierge.Api.Authentication;
using Concierge.Api.Http;
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
            user => EntityTags.Format(user.Version));

    /// <summary>Lists users by id.</summary>
    [RequiresScope(Scopes.Users)]
    [HttpGet(Name = "listUsers")]
    [ProducesResponseType<Page<UserDto>>(StatusCodes.Status200OK)]
    public Task<IActionResult> List([FromQuery] UserListQuery query) =>
        Listed(query, (limit, cursor) => new ListUsers(query.Search, limit, cursor));

    /// <summary>Gets a user.</summary>
    /// <param name="id">Id of the user.</param>
    [RequiresScope(Scopes.Users)]
    [HttpGet("{id}", Name = "getUser")]
    [ProducesResponseType<UserDto>(StatusCodes.Status200OK)]
    [ProducesResponseType(StatusCodes.Status304NotModified)]
    [Refuses(StatusCodes.Status404NotFound, "user_not_found")]
    public async Task<IActionResult> Get([CallerId] string id) =>
        Tagged(await Send(new GetUser(id)), user => EntityTags.Format(user.Version));

    /// <summary>Replaces the name and the metadata of a user.</summary>
    /// <param name="id">Id of the user.</param>
    [RequiresScope(Scopes.Users)]
    [HttpPut("{id}", Name = "changeUser")]
    [ProducesResponseType<UserDto>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "user_not_found")]
    [Refuses(StatusCodes.Status412PreconditionFailed, "etag_mismatch")]
    public async Task<IActionResult> Change([CallerId] string id, ChangeUserRequest request) =>
        Tagged(await Send(new ChangeUser(id, request.Name, request.Metadata, IfMatch)), user => EntityTags.Format(user.Version));

    /// <summary>Deactivates a user permanently. Earlier messages stay readable; no new message can be sent to or by the user.</summary>
    /// <param name="id">Id of the user.</param>
    [RequiresScope(Scopes.Users)]
    [HttpDelete("{id}", Name = "deactivateUser")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "user_not_found")]
    [Refuses(StatusCodes.Status412PreconditionFailed, "etag_mismatch")]
    public async Task<IActionResult> Deactivate([CallerId] string id) => Done(await Send(new DeactivateUser(id, IfMatch)));

    /// <summary>Lists the users who exchanged messages with a user, most recent first.</summary>
    /// <param name="id">Id of the user.</param>
    [RequiresScope(Scopes.Messages)]
    [HttpGet("{id}/contacts", Name = "listContacts")]
    [ProducesResponseType<Page<UserDto>>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "user_not_found")]
    public Task<IActionResult> Contacts([CallerId] string id, [FromQuery] ListQuery query) =>
        Listed(query, (limit, cursor) => new ListContacts(id, limit, cursor));
}
