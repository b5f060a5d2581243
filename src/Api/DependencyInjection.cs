using Concierge.Api.Access;
using Concierge.Api.Audit;
using Concierge.Api.Authentication;
using Concierge.Api.Events;
using Concierge.Api.Hosting;
using Concierge.Api.Http;
using Concierge.Api.Idempotency;
using Concierge.Api.Json;
using Concierge.Api.Messages;
using Concierge.Api.Observability;
using Concierge.Api.OpenApi;
using Concierge.Api.OpenApi.Metadata;
using Concierge.Api.Orders;
using Concierge.Api.Problems;
using Concierge.Api.RateLimiting;
using Concierge.Api.Services;
using Concierge.Api.Sms;
using Concierge.Api.Users;
using Concierge.Api.WebConsole;
using Concierge.Api.Webhooks;
using Concierge.Infrastructure;
using Concierge.Infrastructure.Startup;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;

namespace Concierge.Api;

internal static class DependencyInjection
{
    /// <summary>Registers the HTTP side and the start-up sequence.</summary>
    public static IServiceCollection AddApi(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddHttp(configuration);
        services.AddCallers(configuration);
        services.AddRateLimits(configuration);
        services.AddControllers(MvcStrictness.Apply).AddStrictJson();
        services.AddEventStreams(configuration);
        services.AddFeatures();
        services.AddConciergeDocument();
        services.AddStopTime(provider => provider.GetRequiredService<IOptions<HttpOptions>>().Value.StopTime);
        services.AddHostedService<DrainOnShutdown>();
        services.AddStartupSequence<OpenModeGuard, ServiceKeysStartup>();
        return services;
    }

    public static void UseApi(this WebApplication app)
    {
        app.UseMiddleware<RequestTraceMiddleware>();
        app.UseRequestLogging();

        // Before the path base, which also routes (https://github.com/dotnet/aspnetcore/pull/42876).
        app.UseMiddleware<HeadMiddleware>();
        app.UsePathBase("/v1");
        app.UseForwardedHeaders();
        app.UseMiddleware<SecurityHeadersMiddleware>();
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(context =>
        {
            HeadMiddleware.AllowHead(context.HttpContext.Response);
            return ProblemWriter.WriteAsync(context.HttpContext, HttpErrors.Of(context.HttpContext.Response.StatusCode));
        });
        app.UseMiddleware<LocalRequestsMiddleware>();
        app.UseMiddleware<RequestLimitsMiddleware>();
        app.UseRouting();
        app.RouteDocumentPage();
        app.UseCors();
        app.UseRequestTimeouts();
        app.UseTracedAuthentication();
        app.UseRateLimits();
        app.UseDocumentPage();
        app.UseAuthorization();
        app.UseMiddleware<ActingUserMiddleware>();
        app.UseMiddleware<IdempotencyMiddleware>();
        app.MapControllers();
        app.MapConsoleAssets();
    }

    private static void AddEventStreams(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<EventStreamOptions>()
            .Bind(configuration.GetSection(EventStreamOptions.Section))
            .Validate(options => options.IsValid, "The limits of Events:MaxConnections must be greater than 0.")
            .ValidateOnStart();
        services.AddSingleton<EventConnections>();
        services.Configure<OpenApiOptions>("v1", document => document
            .AddDocumentTransformer<EventSchemas>().AddDocumentTransformer<WebhookRequests>());
    }

    /// <summary>Registers what the features add to problems and to the OpenAPI document.</summary>
    private static void AddFeatures(this IServiceCollection services)
    {
        services.AddSingleton<IProblemExtension, ExpiredResumePointProblemExtension>();
        services.AddSingleton<IProblemExtension, OrderConflictProblemExtension>();
        services.AddSingleton<IOpenApiExamples, AccessExamples>();
        services.AddSingleton<IOpenApiExamples, AuditExamples>();
        services.AddSingleton<IOpenApiExamples, EventExamples>();
        services.AddSingleton<IOpenApiExamples, MessageExamples>();
        services.AddSingleton<IOpenApiExamples, OrderExamples>();
        services.AddSingleton<IOpenApiExamples, ServiceExamples>();
        services.AddSingleton<IOpenApiExamples, SmsExamples>();
        services.AddSingleton<IOpenApiExamples, UserExamples>();
        services.AddSingleton<IOpenApiExamples, WebhookExamples>();
    }
}
