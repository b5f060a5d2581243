using Concierge.Domain.Common;

namespace Concierge.Api.Json;

/// <summary>Errors of a request body that is not the expected JSON.</summary>
internal static class JsonErrors
{
    public static readonly Error IdMismatch =
        new Error("id_mismatch", "The id is not that of the path.", ErrorKind.Invalid).At("/id");

    public static readonly Error Malformed = new("json_malformed", "The body is not valid JSON for this operation.", ErrorKind.Invalid);
}
