namespace Concierge.Api.Problems;

/// <summary>Explains an error code to people who meet it.</summary>
/// <param name="Code">The code.</param>
/// <param name="Statuses">Statuses of the responses with the code.</param>
/// <param name="Meaning">What happened.</param>
/// <param name="Action">What the client can do.</param>
public sealed record ProblemDescription(string Code, string Statuses, string Meaning, string Action)
{
    /// <summary>Address of this description; the <c>type</c> of the problem (RFC 9457 section 3.1.1).</summary>
    public string Type => TypeOf(Code);

    /// <summary>Gets the <c>type</c> of a problem with this code.</summary>
    internal static string TypeOf(string code) => $"/problems/{code.Replace('_', '-')}";
}
