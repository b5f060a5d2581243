using Concierge.Api.Authentication;
using Concierge.Api.Problems;
using Concierge.Application.Messages;
using Concierge.Application.Paging;
using Concierge.Domain.Access;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Messages;

[Route("messages")]
[Tags("Messages")]
[RequiresScope(Scopes.Messages)]
public sealed class MessagesController(IMediator mediator) : ApiController(mediator)
{
    /// <summary>Sends a message from one user to another.</summary>
    [HttpPost(Name = "sendMessage")]
    [ProducesResponseType<MessageDto>(StatusCodes.Status201Created)]
    [Refuses(StatusCodes.Status400BadRequest, "recipient_is_sender")]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "user_not_found")]
    [Refuses(StatusCodes.Status409Conflict, "user_deactivated")]
    public async Task<IActionResult> Send(SendMessageRequest request) =>
        CreatedAt(
            await Send(new SendMessage(request.SenderId, request.RecipientId, request.Body)), message => $"/messages/{message.Id}", MessageEntityTag.Of);

    /// <summary>Lists all messages for a service, and a user's own for a user, newest first.</summary>
    [HttpGet(Name = "listMessages")]
    [ProducesResponseType<Page<MessageDto>>(StatusCodes.Status200OK)]
    public Task<IActionResult> List([FromQuery] MessagePagingQuery paging) =>
        Listed(paging.Limit, paging.Cursor, (limit, cursor) => new ListMessages(paging.ToPaging(limit, cursor)));

    /// <summary>Gets a message.</summary>
    [HttpGet("{id}", Name = "getMessage")]
    [ProducesResponseType<MessageDto>(StatusCodes.Status200OK)]
    [ProducesResponseType(StatusCodes.Status304NotModified)]
    [Refuses(StatusCodes.Status404NotFound, "message_not_found")]
    public async Task<IActionResult> Get(string id) => Tagged(await Send(new GetMessage(id)), MessageEntityTag.Of);

    /// <summary>Changes a message's text; only its sender may.</summary>
    [HttpPut("{id}", Name = "editMessage")]
    [ProducesResponseType<MessageDto>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status403Forbidden, "not_the_sender")]
    [Refuses(StatusCodes.Status404NotFound, "message_not_found")]
    [Refuses(StatusCodes.Status412PreconditionFailed, "etag_mismatch")]
    public async Task<IActionResult> Edit(string id, EditMessageRequest request) =>
        Tagged(await Send(new EditMessage(id, request.Body, IfMatch)), MessageEntityTag.Of);

    /// <summary>Deletes a message for good and leaves a tombstone; only its sender may.</summary>
    [HttpDelete("{id}", Name = "deleteMessage")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [Refuses(StatusCodes.Status403Forbidden, "not_the_sender")]
    [Refuses(StatusCodes.Status404NotFound, "message_not_found")]
    [Refuses(StatusCodes.Status412PreconditionFailed, "etag_mismatch")]
    public async Task<IActionResult> Delete(string id) => Done(await Send(new DeleteMessage(id, IfMatch)));

    /// <summary>Has a participant like a message: 201 the first time, 200 after.</summary>
    [HttpPut("{id}/likes/{user_id}", Name = "likeMessage")]
    [ProducesResponseType<MessageDto>(StatusCodes.Status200OK)]
    [ProducesResponseType<MessageDto>(StatusCodes.Status201Created)]
    [Refuses(StatusCodes.Status403Forbidden, "not_a_participant", "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "message_not_found")]
    public async Task<IActionResult> Like(string id, [FromRoute(Name = "user_id")] string userId)
    {
        var outcome = await Send(new LikeMessage(id, userId));
        if (!outcome.IsSuccess)
        {
            return new ProblemResult(outcome.Errors);
        }

        return StatusCode(outcome.Value.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK, outcome.Value.Message);
    }

    /// <summary>Takes a participant's like back, if there is one.</summary>
    [HttpDelete("{id}/likes/{user_id}", Name = "unlikeMessage")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [Refuses(StatusCodes.Status403Forbidden, "not_a_participant", "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "message_not_found")]
    public async Task<IActionResult> Unlike(string id, [FromRoute(Name = "user_id")] string userId) => Done(await Send(new UnlikeMessage(id, userId)));
}
