using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Problems;

/// <summary>Declares, for the OpenAPI document, a status that an action can refuse with and the codes that come with it.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class RefusesAttribute(int status, params string[] codes)
    : ProducesResponseTypeAttribute(typeof(Problem), status, ProblemWriter.ContentType)
{
    public IReadOnlyList<string> Codes { get; } = codes;

    /// <summary>The problem that the refusal answers with, where it tells more than others.</summary>
    public Type With
    {
        get => Type;
        set => Type = value;
    }
}
