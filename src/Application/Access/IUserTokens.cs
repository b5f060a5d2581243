using Concierge.Domain.Access;

namespace Concierge.Application.Access;

/// <summary>Issues the bearer tokens of users. Every replica accepts them until they expire or are revoked.</summary>
public interface IUserTokens
{
    /// <summary>Creates the text that the bearer sends.</summary>
    string Issue(UserToken token);
}
