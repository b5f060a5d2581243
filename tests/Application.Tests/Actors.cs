using Concierge.Application.Authorization;
using Concierge.Domain.Access;
using Concierge.Domain.Callers;
using Concierge.Domain.Users;
using NSubstitute;

namespace Concierge.Application.Tests;

/// <summary>Actors of the tests.</summary>
internal static class Actors
{
    public static readonly UserId Ann = UserId.From("ann");

    public static readonly UserId Bob = UserId.From("bob");

    public static readonly UserId Eve = UserId.From("eve");

    public static ICurrentActor Backend => Current(Actor.Backend);

    public static ICurrentActor As(UserId user) => Current(Actor.As(user));

    private static ICurrentActor Current(Actor actor)
    {
        var current = Substitute.For<ICurrentActor>();
        current.Actor.Returns(actor);
        current.Caller.Returns(new CallerIdentity(CallerKind.Backend, "shop", Guid.CreateVersion7(), Scopes.All));
        return current;
    }
}
