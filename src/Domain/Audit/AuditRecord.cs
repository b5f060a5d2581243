using Concierge.Domain.Callers;
using Concierge.Domain.Common;
using Concierge.Domain.Users;

namespace Concierge.Domain.Audit;

/// <summary>Who did what, on whom, and when. Contains no secret and never changes.</summary>
public sealed class AuditRecord
{
    private AuditRecord()
    {
    }

    public AuditRecordId Id { get; private init; }

    public DateTimeOffset At { get; private init; }

    /// <summary>One of <see cref="AuditActions"/>.</summary>
    public string Action { get; private init; } = "";

    /// <summary>Id of the user or the service key, or the name of what the action concerned as a whole.</summary>
    public string Target { get; private init; } = "";

    /// <summary>Facts about the action, such as the id of a token.</summary>
    public string? Detail { get; private init; }

    public CallerKind CallerKind { get; private init; }

    /// <summary>Name of the backend, or id of the user.</summary>
    public string CallerName { get; private init; } = "";

    /// <summary>Id of the caller's service key or user token; null for credentials without an id.</summary>
    public Guid? Credential { get; private init; }

    /// <summary>The user as whom a backend acted; null where it acted for itself.</summary>
    public UserId? ActingUser { get; private init; }

    public static AuditRecord Of(
        AuditRecordId id, CallerIdentity caller, Actor actor, string action, string target, string? detail, DateTimeOffset now) => new()
        {
            Id = id,
            At = now.CutToMilliseconds(),
            Action = action,
            Target = target,
            Detail = detail,
            CallerKind = caller.Kind,
            CallerName = caller.Name,
            Credential = caller.CredentialId,
            ActingUser = caller.Kind == CallerKind.User ? null : actor.User,
        };
}
