using Concierge.Application.Paging;

namespace Concierge.Application.Messages;

/// <summary>A slice of a list of messages.</summary>
/// <param name="From">Place before the first item.</param>
/// <param name="Descending">Whether the list starts with the newest message.</param>
/// <param name="IncludeDeleted">Whether to include tombstones.</param>
/// <param name="Limit">Maximum size of the page.</param>
public sealed record MessageSlice(MessagePosition From, bool Descending, bool IncludeDeleted, PageLimit Limit);
