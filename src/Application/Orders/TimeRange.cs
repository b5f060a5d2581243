using Concierge.Domain.Common;

namespace Concierge.Application.Orders;

/// <summary>The two times of a request, parsed once.</summary>
internal sealed class TimeRange(string? from, string? to)
{
    public Result<DateTimeOffset> From { get; } = Instants.Parse(from);

    public Result<DateTimeOffset> To { get; } = Instants.Parse(to);

    /// <summary>Time from the first to the second; null unless both are valid.</summary>
    public TimeSpan? Length => From.IsSuccess && To.IsSuccess ? To.Value - From.Value : null;
}
