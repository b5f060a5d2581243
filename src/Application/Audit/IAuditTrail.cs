namespace Concierge.Application.Audit;

/// <summary>Records administrative actions.</summary>
public interface IAuditTrail
{
    /// <summary>Adds a record to the changes of the use case, so that both are saved or neither.</summary>
    /// <param name="action">One of <see cref="Domain.Audit.AuditActions"/>.</param>
    /// <param name="target">Id of the user or the service key, or the name of what the action concerns as a whole.</param>
    /// <param name="detail">Facts about the action. Must not contain a secret.</param>
    void Record(string action, string target, string? detail = null);
}
