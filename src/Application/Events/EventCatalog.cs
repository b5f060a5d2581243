using Concierge.Domain.Access;
using Concierge.Domain.Conversations;
using Concierge.Domain.Messages;
using Concierge.Domain.Orders;
using Concierge.Domain.Services;
using Concierge.Domain.Sms;
using Concierge.Domain.Users;
using Concierge.Domain.Webhooks;

namespace Concierge.Application.Events;

/// <summary>All types of events: who may see them and what they say.</summary>
public static class EventCatalog
{
    /// <summary>The types, in the order of the documentation.</summary>
    public static IReadOnlyList<EventType> All { get; } =
    [
        .. Of<UserEventData>(
            Scopes.UsersRead, UserEvents.Created, UserEvents.Updated, UserEvents.Deactivated, UserEvents.Reactivated),
        .. Of<UserTokensEventData>(Scopes.UsersRead, UserEvents.TokensRevoked),
        .. Of<MessageEventData>(Scopes.MessagesRead, MessageEvents.Created, MessageEvents.Updated, MessageEvents.Deleted),
        .. Of<MessageLikeEventData>(Scopes.MessagesRead, MessageEvents.Liked, MessageEvents.Unliked),
        .. Of<ReadEventData>(Scopes.MessagesRead, ConversationEvents.Read),
        .. Of<ServiceEventData>(Scopes.OrdersRead, ServiceEvents.Created, ServiceEvents.Updated, ServiceEvents.Deleted),
        .. Of<OrderEventData>(Scopes.OrdersRead, OrderEvents.Created, OrderEvents.Updated, OrderEvents.Deleted),
        .. Of<SmsEventData>(Scopes.Sms, [.. SmsEvents.Statuses.Select(SmsEvents.TypeOf), SmsEvents.Redacted]),
        .. Of<ServiceKeyEventData>(Scopes.Admin, ServiceKeyEvents.Created, ServiceKeyEvents.Revoked, ServiceKeyEvents.Expired),
        .. Of<WebhookEndpointEventData>(
            Scopes.Webhooks, WebhookEvents.Created, WebhookEvents.Updated, WebhookEvents.Deleted, WebhookEvents.Failing,
            WebhookEvents.Recovered, WebhookEvents.Disabled),
    ];

    /// <summary>Selects the types that scopes allow.</summary>
    /// <param name="names">Only types with these names; null for all.</param>
    /// <param name="scopes">The scopes.</param>
    public static IEnumerable<EventType> Select(IReadOnlyList<string>? names, IReadOnlyCollection<string> scopes) =>
        All.Where(type => names?.Contains(type.Name) != false && Scopes.Include(scopes, type.Scope));

    private static IEnumerable<EventType> Of<TData>(string scope, params string[] names) =>
        names.Select(name => new EventType(name, scope, typeof(TData)));
}
