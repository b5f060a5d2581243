using Concierge.Api.Preconditions;
using Concierge.Application.Users;

namespace Concierge.Api.Users;

/// <summary>Entity tags of users. That of a representation without metadata is another one.</summary>
internal static class UserEntityTag
{
    public static string Of(UserDto user) => EntityTags.Format(user.Revision, user.Metadata is null ? "user" : "");
}
