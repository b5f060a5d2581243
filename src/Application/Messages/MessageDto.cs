using System.Text.Json.Serialization;
using AutoMapper;
using Concierge.Application.Paging;
using Concierge.Domain.Conversations;
using Concierge.Domain.Messages;

namespace Concierge.Application.Messages;

/// <summary>Representation of a message.</summary>
public sealed record MessageDto : ISized
{
    public required string Id { get; init; }

    public required Guid ConversationId { get; init; }

    /// <summary>Position in the conversation: 1, 2, 3 and so on, in the order of the sends.</summary>
    public required long Position { get; init; }

    public required string SenderId { get; init; }

    public required string RecipientId { get; init; }

    /// <summary>The text; null after deletion.</summary>
    public required string? Body { get; init; }

    public required IReadOnlyList<string> LikedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset? EditedAt { get; init; }

    public required DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Version of the text. The ETag is computed from it and <see cref="LikedBy"/>.</summary>
    [JsonIgnore]
    public int Version { get; init; }

    int ISized.Size => JsonSize.Frame + JsonSize.Of(Body) + JsonSize.Of(LikedBy);
}

internal sealed class MessageProfile : Profile
{
    public MessageProfile()
    {
        CreateMap<MessageId, string>().ConvertUsing(id => id.ToString());
        CreateMap<ConversationId, Guid>().ConvertUsing(id => id.Value);
        CreateMap<Message, MessageDto>();
    }
}
