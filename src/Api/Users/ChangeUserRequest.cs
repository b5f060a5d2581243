using Concierge.Api.Json;
using Concierge.Application.Users;

namespace Concierge.Api.Users;

/// <summary>The new content of a user.</summary>
[Replaces(typeof(UserDto))]
public sealed record ChangeUserRequest : UserRequest;
