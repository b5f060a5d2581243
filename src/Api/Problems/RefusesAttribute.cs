using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Problems;

/// <summary>Declares an error status of an action, or of all actions of a controller, and its codes, for the OpenAPI document.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
internal sealed class RefusesAttribute(int status, params string[] codes)
    : ProducesResponseTypeAttribute(typeof(Problem), status, ProblemWriter.ContentType)
{
    public IReadOnlyList<string> Codes { get; } = codes;

    /// <summary>Type of the problem, where it extends <see cref="Problem"/>. It belongs to one code.</summary>
    public Type With
    {
        get => Type;
        set => Type = value;
    }
}
