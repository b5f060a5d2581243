using System.Text.Json.Serialization;
using AutoMapper;
using Concierge.Application.Paging;
using Concierge.Application.Preconditions;
using Concierge.Domain.Users;

namespace Concierge.Application.Users;

/// <summary>Representation of a user.</summary>
public sealed record UserDto : ISized
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>What backends note about the user; absent where a user reads.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    public required UserStatus Status { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>State from which the ETag is computed.</summary>
    [JsonIgnore]
    public Revision Revision { get; init; }

    int ISized.Size => JsonSize.Frame + JsonSize.Of(Name) + JsonSize.Of(Metadata);

    /// <summary>Gets the representation for an actor: metadata is for backends alone.</summary>
    internal UserDto For(Actor actor) => actor.IsBackend ? this : this with { Metadata = null };
}

internal sealed class UserProfile : Profile
{
    public UserProfile()
    {
        CreateMap<UserId, string>().ConvertUsing(id => id.Value);
        CreateMap<User, UserDto>()
            .ForMember(dto => dto.Revision, map => map.MapFrom(user => new Revision(user.Stamp, user.Version)));
    }
}
