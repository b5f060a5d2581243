using Concierge.Api.Authentication;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Net.Http.Headers;

namespace Concierge.Api.Users;

/// <summary>Adds a <c>Vary</c> header, because responses to users and to backends differ (RFC 9110 section 12.5.5).</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class VariesByCallerAttribute : ResultFilterAttribute
{
    public override void OnResultExecuting(ResultExecutingContext context) =>
        context.HttpContext.Response.Headers.Append(HeaderNames.Vary, $"{HeaderNames.Authorization}, {ActingUserMiddleware.Header}");
}
