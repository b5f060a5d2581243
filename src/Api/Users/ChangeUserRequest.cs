namespace Concierge.Api.Users;

/// <summary>The new content of a user.</summary>
public sealed record ChangeUserRequest : UserRequest;
