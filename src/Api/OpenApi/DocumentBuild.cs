using System.Reflection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Concierge.Api.OpenApi;

/// <summary>
/// The build writes the OpenAPI document by starting the program inside a tool of the SDK, which wants the routes and nothing else: no database starts,
/// nothing is refused.
/// </summary>
internal static class DocumentBuild
{
    public static void KeepFromStarting(IServiceCollection services)
    {
        if (Assembly.GetEntryAssembly()?.GetName().Name == "GetDocument.Insider")
        {
            services.RemoveAll<IHostedService>();
        }
    }
}
