namespace Concierge.Client;

/// <summary>An answer with its headers.</summary>
public partial class ConciergeResponse
{
    /// <summary>Stands for the representation that was answered: the If-Match of a change that starts from it.</summary>
    public string? ETag => Header("ETag");

    /// <summary>Whether this is the answer of an earlier request with the same Idempotency-Key.</summary>
    public bool IsReplayed => Header("Idempotent-Replayed") == "true";

    private string? Header(string name) =>
        Headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value?.FirstOrDefault();
}

/// <summary>An answer with its headers, which is also what it answers: <c>User ann = await client.GetUserAsync("ann");</c></summary>
/// <typeparam name="TResult">What is answered.</typeparam>
public partial class ConciergeResponse<TResult>
{
    public static implicit operator TResult(ConciergeResponse<TResult> response) => response.Result;
}
