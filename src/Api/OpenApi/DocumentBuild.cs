using System.Reflection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Concierge.Api.OpenApi;

/// <summary>
/// The build generates the OpenAPI document: a tool of the SDK starts the program and reads its routes. Hosted services are removed then,
/// so that no database starts.
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
