namespace Concierge.Api.Tests.Replicas;

/// <summary>The clock of a machine that is set wrong.</summary>
internal sealed class ShiftedClock(TimeSpan shift) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + shift;
}
