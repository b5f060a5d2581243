using System.Net;
using Concierge.Api.Problems;
using Concierge.Domain.Access;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Authentication;

/// <summary>
/// Protects Development mode, which needs no credentials, from websites in a browser on the same machine: from names that a website
/// resolves to this machine (DNS rebinding), and from cross-site requests that change something. Not used where other machines may call.
/// </summary>
internal sealed class LocalRequestsMiddleware(RequestDelegate next, IOptions<AuthOptions> auth)
{
    private readonly bool isActive = auth.Value is { AsksForCredentials: false, AllowAnonymousNetwork: false };

    public Task InvokeAsync(HttpContext context) =>
        !isActive ? next(context)
        : !IsLoopback(context.Request.Host.Host) ? ProblemWriter.WriteAsync(context, [AccessErrors.HostNotLocal])
        : IsCrossSiteChange(context.Request) ? ProblemWriter.WriteAsync(context, [AccessErrors.CrossSite])
        : next(context);

    /// <summary>
    /// Whether a browser says that another site caused the request (https://www.w3.org/TR/fetch-metadata/). Another name of this machine
    /// counts as the same site.
    /// </summary>
    private static bool IsCrossSiteChange(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"] == "cross-site"
        && !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !HttpMethods.IsOptions(request.Method)
        && !(Uri.TryCreate(request.Headers.Origin, UriKind.Absolute, out var origin) && origin.IsLoopback);

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
