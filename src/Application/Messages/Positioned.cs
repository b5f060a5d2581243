using Concierge.Domain.Messages;

namespace Concierge.Application.Messages;

/// <summary>An item of a list that is ordered by latest activity, with its position.</summary>
/// <param name="Item">The item.</param>
/// <param name="Position">The newest message of the item's conversation.</param>
public sealed record Positioned<T>(T Item, MessageId Position);
