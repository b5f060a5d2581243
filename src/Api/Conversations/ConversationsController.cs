using System.ComponentModel;
using Concierge.Api.Authentication;
using Concierge.Api.Lists;
using Concierge.Api.Messages;
using Concierge.Api.OpenApi.Metadata;
using Concierge.Api.Problems;
using Concierge.Application.Conversations;
using Concierge.Application.Messages;
using Concierge.Application.Paging;
using Concierge.Domain.Access;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Conversations;

[Route("users/{id}/conversations")]
[ApiTag("Conversations", Description = "All messages between two users, as one of them sees them: unread count and read marker.")]
public sealed class ConversationsController(IMediator mediator) : ApiController(mediator)
{
    /// <summary>Lists the conversations of a user, latest activity first.</summary>
    /// <param name="id">Id of the user.</param>
    [RequiresScope(Scopes.MessagesRead)]
    [HttpGet(Name = "listConversations")]
    [ProducesResponseType<Page<ConversationDto>>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "user_not_found")]
    public Task<IActionResult> List([CallerId] string id, [FromQuery] ListQuery query) =>
        Listed(query, (limit, cursor) => new ListConversations(id, limit, cursor));

    /// <summary>Gets the conversation of a user with another user.</summary>
    /// <param name="id">Id of the user.</param>
    [RequiresScope(Scopes.MessagesRead)]
    [HttpGet("{peer_id}", Name = "getConversation")]
    [ProducesResponseType<ConversationDto>(StatusCodes.Status200OK)]
    [ProducesResponseType(StatusCodes.Status304NotModified)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "user_not_found", "conversation_not_found")]
    public async Task<IActionResult> Get(
        [CallerId] string id, [Description("Id of the other user."), CallerId, FromRoute(Name = "peer_id")] string peerId) =>
        Tagged(await Send(new GetConversation(id, peerId)), ConversationEntityTag.Of);

    /// <summary>Lists the messages between two users, newest first by default.</summary>
    /// <param name="id">Id of the user.</param>
    [RequiresScope(Scopes.MessagesRead)]
    [HttpGet("{peer_id}/messages", Name = "listConversationMessages")]
    [ProducesResponseType<Page<MessageDto>>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status403Forbidden, "not_a_participant")]
    [Refuses(StatusCodes.Status404NotFound, "user_not_found")]
    public Task<IActionResult> ListMessages(
        [CallerId] string id, [Description("Id of the other user."), CallerId, FromRoute(Name = "peer_id")] string peerId,
        [FromQuery] MessageListQuery query) =>
        Listed(query, (limit, cursor) => new ListConversationMessages(id, peerId, query.ToPaging(limit, cursor)));

    /// <summary>Moves the read marker of a user forward to a message. It never moves back.</summary>
    /// <param name="id">Id of the user.</param>
    [RequiresScope(Scopes.Messages)]
    [HttpPut("{peer_id}/read", Name = "markConversationRead")]
    [ProducesResponseType<ReadMarkerDto>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status400BadRequest, "marker_not_in_conversation")]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "user_not_found", "conversation_not_found")]
    public async Task<IActionResult> MarkRead(
        [CallerId] string id, [Description("Id of the other user."), CallerId, FromRoute(Name = "peer_id")] string peerId,
        MarkReadRequest request) =>
        Value(await Send(new MarkConversationRead(id, peerId, request.UpTo)));

    /// <summary>Counts the unread messages of a user in all conversations.</summary>
    /// <param name="id">Id of the user.</param>
    [RequiresScope(Scopes.MessagesRead)]
    [HttpGet("/users/{id}/unread", Name = "getUnreadTotals")]
    [ProducesResponseType<UnreadTotalsDto>(StatusCodes.Status200OK)]
    [Refuses(StatusCodes.Status403Forbidden, "forbidden")]
    [Refuses(StatusCodes.Status404NotFound, "user_not_found")]
    public async Task<IActionResult> Unread([CallerId] string id) => Value(await Send(new GetUnreadTotals(id)));
}
