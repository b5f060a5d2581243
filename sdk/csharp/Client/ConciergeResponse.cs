namespace Concierge.Client;

/// <summary>A response with its headers.</summary>
public partial class ConciergeResponse
{
    /// <summary>Entity tag of the representation; the <c>If-Match</c> of a change based on it.</summary>
    public string? ETag => Header("ETag");

    /// <summary>Whether this is the stored response of an earlier request with the same Idempotency-Key.</summary>
    public bool IsReplayed => Header("Idempotent-Replayed") == "true";

    private string? Header(string name) =>
        Headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value?.FirstOrDefault();
}

/// <summary>A response with its headers. Converts to its result: <c>User ann = await client.GetUserAsync("ann");</c></summary>
/// <typeparam name="TResult">Type of the result.</typeparam>
public partial class ConciergeResponse<TResult>
{
    public static implicit operator TResult(ConciergeResponse<TResult> response) => response.Result;
}
