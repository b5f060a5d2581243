using AutoMapper;
using Concierge.Application.Messages;
using Concierge.Domain.Conversations;
using Concierge.Domain.Messages;
using Concierge.Domain.Users;

namespace Concierge.Application.Tests.Messages;

internal static class MessageSamples
{
    public static readonly MessageId Id = new(ConversationId.Between(Actors.Ann, Actors.Bob), 3);

    public static IMapper Mapper { get; } = new MapperConfiguration(maps => maps.AddProfile<MessageProfile>()).CreateMapper();

    /// <summary>Creates a message from Ann to Bob, version 1.</summary>
    public static Message FromAnnToBob()
    {
        var message = Message.Send(Actor.Backend, Actors.Ann, Actors.Bob, MessageBody.From("Hello")).Value;
        message.Place(Id.Position, DateTimeOffset.UnixEpoch);
        return message;
    }
}
