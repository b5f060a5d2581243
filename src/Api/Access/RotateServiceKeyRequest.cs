using System.ComponentModel.DataAnnotations;
using Concierge.Application.Access;

namespace Concierge.Api.Access;

// The attributes are for the OpenAPI document; the validators of the use cases check.

/// <summary>A key to replace.</summary>
public sealed record RotateServiceKeyRequest
{
    /// <summary>Time for which both keys are accepted, in seconds: 0 to 2592000 (30 days); 86400 (one day) if absent.</summary>
    [Range(0, RotateServiceKey.MaxOverlap)]
    public long? Overlap { get; init; }
}
