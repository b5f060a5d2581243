using Concierge.Api.Authentication;
using Concierge.Api.Problems;
using Concierge.Application.Messages;
using Concierge.Application.Paging;
using Concierge.Domain.Access;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Messages;

[Route("users/{id}/conversations")]
[Tags("Conversations")]
[RequiresScope(Scopes.Messages)]
public sealed class ConversationsController(IMediator mediator) : ApiController(mediator)
{
    /// <summary>Lists a user's conversations, latest activity first.</summary>
    [HttpGet(Name = "listConversations")]
    [ProducesResponseType<Page<ConversationDto>>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "user_not_found")]
    public Task<IActionResult> List(string id, int limit = Page.DefaultLimit, string? cursor = null) =>
        Listed(limit, cursor, (limit, cursor) => new ListConversations(id, limit, cursor));

    /// <summary>Gets a user's conversation with a peer.</summary>
    [HttpGet("{peer_id}", Name = "getConversation")]
    [ProducesResponseType<ConversationDto>(StatusCodes.Status200OK)]
    [ProducesResponseType(StatusCodes.Status304NotModified)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "user_not_found", "conversation_not_found")]
    public async Task<IActionResult> Get(string id, [FromRoute(Name = "peer_id")] string peerId) =>
        Tagged(await Send(new GetConversation(id, peerId)), MessageEntityTag.Of);

    /// <summary>Lists all messages between two users, newest first.</summary>
    [HttpGet("{peer_id}/messages", Name = "listConversationMessages")]
    [ProducesResponseType<Page<MessageDto>>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status403Forbidden, "not_a_participant")]
    [Refuses(StatusCodes.Status404NotFound, "user_not_found")]
    public Task<IActionResult> ListMessages(string id, [FromRoute(Name = "peer_id")] string peerId, [FromQuery] MessagePagingQuery paging) =>
        Listed(paging.Limit, paging.Cursor, (limit, cursor) => new ListConversationMessages(id, peerId, paging.ToPaging(limit, cursor)));

    /// <summary>Moves a user's read marker forward to a message; it never moves back.</summary>
    [HttpPut("{peer_id}/read", Name = "markConversationRead")]
    [ProducesResponseType<ReadMarkerDto>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status400BadRequest, "marker_not_in_conversation")]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "user_not_found", "conversation_not_found")]
    public async Task<IActionResult> MarkRead(string id, [FromRoute(Name = "peer_id")] string peerId, MarkReadRequest request) =>
        Value(await Send(new MarkConversationRead(id, peerId, request.UpTo)));
}
