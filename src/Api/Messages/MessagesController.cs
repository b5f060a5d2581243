using System.ComponentModel;
using Concierge.Api.Authentication;
using Concierge.Api.OpenApi.Metadata;
using Concierge.Api.Problems;
using Concierge.Application.Messages;
using Concierge.Application.Paging;
using Concierge.Domain.Access;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Messages;

[Route("messages")]
[ApiTag("Messages", Description = "Private messages between two users. They can be edited, liked and deleted.")]
public sealed class MessagesController(IMediator mediator) : ApiController(mediator)
{
    /// <summary>Sends a message from one user to another.</summary>
    [RequiresScope(Scopes.Messages)]
    [HttpPost(Name = "sendMessage")]
    [ProducesResponseType<MessageDto>(StatusCodes.Status201Created)]
    [Refuses(StatusCodes.Status400BadRequest, "recipient_is_sender")]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "user_not_found")]
    [Refuses(StatusCodes.Status409Conflict, "user_deactivated")]
    public async Task<IActionResult> Send(SendMessageRequest request) =>
        CreatedAt(
            await Send(new SendMessage(request.SenderId, request.RecipientId, request.Body)),
            message => $"/messages/{message.Id}",
            MessageEntityTag.Of);

    /// <summary>Lists messages, newest first by default: all messages for a backend, and the user's own for a user.</summary>
    [RequiresScope(Scopes.MessagesRead)]
    [HttpGet(Name = "listMessages")]
    [ProducesResponseType<Page<MessageDto>>(StatusCodes.Status200OK)]
    public Task<IActionResult> List([FromQuery] MessageListQuery query) =>
        Listed(query, (limit, cursor) => new ListMessages(query.ToPaging(limit, cursor)));

    /// <summary>Gets a message.</summary>
    /// <param name="id">Id of the message.</param>
    [RequiresScope(Scopes.MessagesRead)]
    [HttpGet("{id}", Name = "getMessage")]
    [ProducesResponseType<MessageDto>(StatusCodes.Status200OK)]
    [ProducesResponseType(StatusCodes.Status304NotModified)]
    [Refuses(StatusCodes.Status404NotFound, "message_not_found")]
    public async Task<IActionResult> Get(string id) => Tagged(await Send(new GetMessage(id)), MessageEntityTag.Of);

    /// <summary>Replaces the text of a message. Only the sender may do this.</summary>
    /// <param name="id">Id of the message.</param>
    [RequiresScope(Scopes.Messages)]
    [HttpPut("{id}", Name = "editMessage")]
    [ProducesResponseType<MessageDto>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status403Forbidden, "not_the_sender")]
    [Refuses(StatusCodes.Status404NotFound, "message_not_found")]
    [Refuses(StatusCodes.Status412PreconditionFailed, "etag_mismatch")]
    public async Task<IActionResult> Edit(string id, EditMessageRequest request) =>
        Tagged(await Send(new EditMessage(id, request.Body, Precondition)), MessageEntityTag.Of);

    /// <summary>Deletes the text of a message permanently and leaves a tombstone. Only the sender may do this.</summary>
    /// <param name="id">Id of the message.</param>
    [RequiresScope(Scopes.Messages)]
    [HttpDelete("{id}", Name = "deleteMessage")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [Refuses(StatusCodes.Status403Forbidden, "not_the_sender")]
    [Refuses(StatusCodes.Status404NotFound, "message_not_found")]
    [Refuses(StatusCodes.Status412PreconditionFailed, "etag_mismatch")]
    public async Task<IActionResult> Delete(string id) => Done(await Send(new DeleteMessage(id, Precondition)));

    /// <summary>Likes a message as a participant: 201 the first time, 200 on repeats.</summary>
    /// <param name="id">Id of the message.</param>
    [RequiresScope(Scopes.Messages)]
    [HttpPut("{id}/likes/{user_id}", Name = "likeMessage")]
    [ProducesResponseType<MessageDto>(StatusCodes.Status200OK)]
    [ProducesResponseType<MessageDto>(StatusCodes.Status201Created)]
    [Refuses(StatusCodes.Status403Forbidden, "not_a_participant", "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "message_not_found")]
    public async Task<IActionResult> Like(
        string id, [Description("Id of the participant."), CallerId, FromRoute(Name = "user_id")] string userId)
    {
        var outcome = await Send(new LikeMessage(id, userId));
        if (!outcome.IsSuccess)
        {
            return new ProblemResult(outcome.Errors);
        }

        Response.Headers.ETag = MessageEntityTag.Of(outcome.Value.Message);
        return StatusCode(outcome.Value.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK, outcome.Value.Message);
    }

    /// <summary>Removes the like of a participant, if there is one.</summary>
    /// <param name="id">Id of the message.</param>
    [RequiresScope(Scopes.Messages)]
    [HttpDelete("{id}/likes/{user_id}", Name = "unlikeMessage")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [Refuses(StatusCodes.Status403Forbidden, "not_a_participant", "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "message_not_found")]
    public async Task<IActionResult> Unlike(
        string id, [Description("Id of the participant."), CallerId, FromRoute(Name = "user_id")] string userId) =>
        Done(await Send(new UnlikeMessage(id, userId)));
}
