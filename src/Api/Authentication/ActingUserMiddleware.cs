using Concierge.Api.Problems;
using Concierge.Domain.Common;
using Concierge.Domain.Users;

namespace Concierge.Api.Authentication;

/// <summary>Determines the actor: the user of a user token, or the user that a backend names in <c>X-User-Id</c>.</summary>
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
                    context, [new Error("id_invalid", $"An id must match {CallerId.Pattern}.", ErrorKind.Validation).At($"/{Header}")]);
            }

            if (user is not null && user != UserId.From(id))
            {
                return ProblemWriter.WriteAsync(context, [CommonErrors.Forbidden]);
            }

            current.IsNamed = user is null;
            user = UserId.From(id);
        }

        current.Principal = context.User;
        current.Actor = user is { } acting ? Actor.As(acting) : Actor.Backend;
        return next(context);
    }
}
