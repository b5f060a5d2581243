using Concierge.Infrastructure.Startup;

namespace Concierge.Infrastructure.Events;

/// <summary>Settings of the section <c>Events</c>.</summary>
internal sealed class EventsOptions
{
    public const string Section = "Events";

    /// <summary>Time for which events are kept.</summary>
    public TimeSetting Retention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How often the sequencer looks for events that nothing announced.</summary>
    public TimeSetting PollInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Number of the newest events that are kept in memory. Readers that are further behind read the database.</summary>
    public int RingSize { get; set; } = 8192;
}
