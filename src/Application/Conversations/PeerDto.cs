using Concierge.Application.Paging;
using Concierge.Domain.Users;

namespace Concierge.Application.Conversations;

/// <summary>The other user of a conversation: what every user may know about a user.</summary>
public sealed record PeerDto(string Id, string Name, UserStatus Status) : ISized
{
    int ISized.Size => Id.Length + JsonSize.Of(Name) + 60;
}
