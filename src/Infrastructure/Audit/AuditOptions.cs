using Concierge.Infrastructure.Startup;

namespace Concierge.Infrastructure.Audit;

/// <summary>Settings of the section <c>Audit</c>.</summary>
internal sealed class AuditOptions
{
    public const string Section = "Audit";

    /// <summary>Time after which audit records are deleted.</summary>
    public TimeSetting Retention { get; set; } = TimeSpan.FromDays(400);
}
