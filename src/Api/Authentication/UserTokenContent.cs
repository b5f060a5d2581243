using Concierge.Domain.Access;
using Concierge.Domain.Users;

namespace Concierge.Api.Authentication;

/// <summary>What a user token holds.</summary>
/// <param name="User">The user that the bearer acts as.</param>
/// <param name="Generation">The generation of the token.</param>
/// <param name="Id">The id; null for tokens of versions that stored none.</param>
/// <param name="Scopes">What the token allows.</param>
internal sealed record UserTokenContent(UserId User, int Generation, UserTokenId? Id, IReadOnlyList<string> Scopes);
