using Microsoft.AspNetCore.Authorization;

namespace Concierge.Api.OpenApi;

/// <summary>The documentation page at <c>/docs</c>.</summary>
internal static class DocumentPage
{
    private static readonly Endpoint Page = new(null, new(new AllowAnonymousAttribute()), "Documentation page");

    /// <summary>Makes the page an anonymous operation: credentials are ignored. Comes after routing.</summary>
    public static void RouteDocumentPage(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.Request.Path.StartsWithSegments("/docs"))
        {
            context.SetEndpoint(Page);
        }

        return next(context);
    });

    /// <summary>Serves the page. Comes after the rate limits.</summary>
    public static void UseDocumentPage(this IApplicationBuilder app) => app.UseWhen(
        context => context.GetEndpoint() == Page,
        docs => docs.UseSwaggerUI(ui =>
        {
            ui.RoutePrefix = "docs";
            ui.DocumentTitle = "Concierge";
            ui.SwaggerEndpoint("../openapi/v1.json", "Concierge v1");
        }));
}
