using Concierge.Domain.Common;

namespace Concierge.Api.Preconditions;

/// <summary>Errors of <c>If-Match</c> and <c>If-None-Match</c>.</summary>
internal static class PreconditionErrors
{
    public static readonly Error EtagInvalid =
        new("etag_invalid", "The header must be a list of entity tags in quotes, or *.", ErrorKind.Invalid);
}
