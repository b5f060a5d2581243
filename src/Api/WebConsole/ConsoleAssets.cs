using Concierge.Api.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Concierge.Api.WebConsole;

/// <summary>Scripts, styles and images of the console. The build compresses them.</summary>
internal static class ConsoleAssets
{
    public const string Folder = "/console/assets";

    /// <summary>Maps the assets, unless <c>Http:Console</c> leaves the console out.</summary>
    public static void MapConsoleAssets(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<HttpOptions>>().Value.Console)
        {
            app.MapStaticAssets().Add(asset =>
            {
                asset.Metadata.Add(new AllowAnonymousAttribute());
                asset.RequestDelegate = CacheForever(asset.RequestDelegate!);
            });
        }
    }

    /// <summary>The name of an asset contains a hash of its content, so it never changes (RFC 8246).</summary>
    private static RequestDelegate CacheForever(RequestDelegate serve) => context =>
    {
        context.Response.OnStarting(
            static response =>
            {
                ((HttpResponse)response).Headers.CacheControl = "public, max-age=31536000, immutable";
                return Task.CompletedTask;
            },
            context.Response);
        return serve(context);
    };
}
