using Concierge.Api.Problems;
using Concierge.Application.Pipeline;
using Concierge.Domain.Common;
using Concierge.Domain.Users;

namespace Concierge.Api.Authentication;

/// <summary>Who acts in the request at hand: set once, by <see cref="ActingUserMiddleware"/>.</summary>
internal sealed class CurrentActor : ICurrentActor
{
    public Actor Actor { get; set; }
}

/// <summary>Has a user's token act as that user, and lets a service act as the one whom <c>X-User-Id</c> names.</summary>
internal sealed class ActingUserMiddleware(RequestDelegate next)
{
    public const string Header = "X-User-Id";

    public Task InvokeAsync(HttpContext context, CurrentActor current)
    {
        var user = Caller.UserOf(context.User);
        if (Caller.IsKnown(context.User) && context.Request.Headers.TryGetValue(Header, out var values))
        {
            if (values is not [{ } id] || !UserId.IsValid(id))
            {
                return ProblemWriter.WriteAsync(
                    context, [new Error("id_invalid", $"An id matches {CallerId.Pattern}.", ErrorKind.Validation).At($"/{Header}")]);
            }

            if (user is not null && user != UserId.From(id))
            {
                return ProblemWriter.WriteAsync(context, [CommonErrors.Forbidden]);
            }

            user = UserId.From(id);
        }

        current.Actor = user is { } acting ? Actor.As(acting) : Actor.Backend;
        return next(context);
    }
}
