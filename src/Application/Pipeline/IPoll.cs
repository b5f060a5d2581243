namespace Concierge.Application.Pipeline;

/// <summary>A command that looks for work at an interval. Telemetry skips idle polls, because they would outnumber all use cases.</summary>
public interface IPoll<in TResponse>
{
    /// <summary>Returns whether the poll found nothing to do.</summary>
    bool IsIdle(TResponse response);
}
