namespace Concierge.Domain.Common;

/// <summary>The precision of every stored and answered time.</summary>
public static class Instants
{
    /// <summary>The same instant in UTC, cut (not rounded) to whole milliseconds, which is what every client can hold.</summary>
    public static DateTimeOffset CutToMilliseconds(this DateTimeOffset instant) =>
        new(instant.UtcTicks - instant.UtcTicks % TimeSpan.TicksPerMillisecond, TimeSpan.Zero);
}
