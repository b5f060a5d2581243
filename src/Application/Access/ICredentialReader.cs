namespace Concierge.Application.Access;

/// <summary>Checks credentials that were accepted before.</summary>
public interface ICredentialReader
{
    /// <summary>
    /// Gets those of the credentials that have ended: revoked, expired, or of a user who is not active. One statement checks all of them.
    /// </summary>
    Task<IReadOnlySet<Credential>> FindEndedAsync(IReadOnlyList<Credential> credentials, CancellationToken cancellationToken);
}
