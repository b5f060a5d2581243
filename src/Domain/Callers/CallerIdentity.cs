namespace Concierge.Domain.Callers;

/// <summary>Who calls. A backend can act as a user, so the caller is not always the actor.</summary>
/// <param name="Kind">Kind of the caller.</param>
/// <param name="Name">Name of the backend, or id of the user.</param>
/// <param name="CredentialId">Id of the service key or of the user token; null for credentials without an id.</param>
/// <param name="Scopes">What the credentials allow.</param>
public sealed record CallerIdentity(CallerKind Kind, string Name, Guid? CredentialId, IReadOnlyList<string> Scopes);
