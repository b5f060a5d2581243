using Concierge.Application.Common;
using Concierge.Domain.Common;
using Concierge.Domain.Users;

namespace Concierge.Api.Common;

/// <summary>Who acts in the request at hand: set once, by <see cref="ActingUserMiddleware"/>.</summary>
internal sealed class CurrentActor : ICurrentActor
{
    public Actor Actor { get; set; }
}

/// <summary>Lets a service act as the user whom <c>X-User-Id</c> names.</summary>
internal sealed class ActingUserMiddleware(RequestDelegate next)
{
    public const string Header = "X-User-Id";

    public Task InvokeAsync(HttpContext context, CurrentActor current)
    {
        if (context.Request.Headers.TryGetValue(Header, out var values))
        {
            if (values is not [{ } id] || !UserId.IsValid(id))
            {
                return Problems.WriteAsync(
                    context, [new Error("id_invalid", $"An id matches {CallerId.Pattern}.", ErrorKind.Validation).At($"/{Header}")]);
            }

            current.Actor = Actor.As(UserId.From(id));
        }

        return next(context);
    }
}
