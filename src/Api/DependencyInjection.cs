using Concierge.Api.Access;
using Concierge.Api.Authentication;
using Concierge.Api.Hosting;
using Concierge.Api.Http;
using Concierge.Api.Idempotency;
using Concierge.Api.Json;
using Concierge.Api.Messages;
using Concierge.Api.Observability;
using Concierge.Api.OpenApi;
using Concierge.Api.Orders;
using Concierge.Api.Problems;
using Concierge.Api.RateLimiting;
using Concierge.Api.Services;
using Concierge.Api.Sms;
using Concierge.Api.Users;
using Concierge.Application.Access;
using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Access;
using Concierge.Domain.Common;
using Concierge.Infrastructure;
using Concierge.Infrastructure.Startup;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Formatters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Binders;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;
using Microsoft.Extensions.Options;

namespace Concierge.Api;

internal static class DependencyInjection
{
    /// <summary>Registers the HTTP side and the start-up sequence.</summary>
    public static IServiceCollection AddApi(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddHttp(configuration);
        services.AddAccess(configuration);

        services.AddControllers(BeStrict)
            .ConfigureApiBehaviorOptions(api =>
            {
                api.SuppressMapClientErrors = true;
                api.InvalidModelStateResponseFactory = Refuse;
            })
            .AddJsonOptions(json => JsonSettings.Apply(json.JsonSerializerOptions));
        services.ConfigureHttpJsonOptions(json => JsonSettings.Apply(json.SerializerOptions));
        services.AddSingleton<StrictJsonInputFormatter>();
        services.AddOptions<MvcOptions>().Configure<StrictJsonInputFormatter>((mvc, formatter) => mvc.InputFormatters.Add(formatter));
        services.AddFeatures();
        services.AddConciergeDocument();
        return services;
    }

    /// <summary>Registers what the features add to problems and to the OpenAPI document.</summary>
    private static void AddFeatures(this IServiceCollection services)
    {
        services.AddSingleton<IProblemExtension, OrderConflictProblemExtension>();
        services.AddSingleton<IOpenApiExamples, AccessExamples>();
        services.AddSingleton<IOpenApiExamples, MessageExamples>();
        services.AddSingleton<IOpenApiExamples, OrderExamples>();
        services.AddSingleton<IOpenApiExamples, ServiceExamples>();
        services.AddSingleton<IOpenApiExamples, SmsExamples>();
        services.AddSingleton<IOpenApiExamples, UserExamples>();
    }

    public static void UseApi(this WebApplication app)
    {
        app.UseMiddleware<RequestLog>();
        app.UsePathBase("/v1");
        app.UseForwardedHeaders();
        app.UseMiddleware<SecurityHeadersMiddleware>();
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(context => ProblemWriter.WriteAsync(context.HttpContext, HttpErrors.Of(context.HttpContext.Response.StatusCode)));
        app.UseMiddleware<RequestLimitsMiddleware>();
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/docs"), docs => docs.UseSwaggerUI(ui =>
        {
            ui.RoutePrefix = "docs";
            ui.DocumentTitle = "Concierge";
            ui.SwaggerEndpoint("../openapi/v1.json", "Concierge v1");
        }));
        app.UseRouting();
        app.UseCors();
        app.UseRequestTimeouts();
        app.UseAuthentication();
        app.UseMiddleware<RateLimitMiddleware>();
        app.UseAuthorization();
        app.UseMiddleware<ActingUserMiddleware>();
        app.UseMiddleware<IdempotencyMiddleware>();
        app.MapControllers();
        app.MapOpenApi("/openapi/v1.json").AllowAnonymous();
    }

    /// <summary>What is done with requests and answers whatever they are about: failures, time-outs, proxies, browsers, and the end of the program.</summary>
    private static void AddHttp(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<HttpOptions>()
            .Bind(configuration.GetSection(HttpOptions.Section))
            .PostConfigure<IHostEnvironment>((http, environment) => http.ShutdownDelay ??= environment.IsDevelopment() ? TimeSpan.Zero : TimeSpan.FromSeconds(5))
            .Validate(http => http.RequestTimeout > TimeSpan.Zero, "Http:RequestTimeout must be greater than 0.")
            .Validate(http => http.ShutdownDelay!.Value.Value >= TimeSpan.Zero, "Http:ShutdownDelay must not be negative.")
            .Validate(http => http.AreProxiesValid, "Http:TrustedProxies must be IP addresses, or networks such as 10.0.0.0/8.")
            .Validate(http => http.AreOriginsValid, "Http:CorsOrigins must be origins such as https://app.example.com, without a path.")
            .ValidateOnStart();
        services.AddExceptionHandler<UnhandledExceptionHandler>();
        services.AddRequestTimeouts();
        services.AddOptions<RequestTimeoutOptions>().Configure<IOptions<HttpOptions>>((timeouts, http) => timeouts.DefaultPolicy = new()
        {
            Timeout = http.Value.RequestTimeout,
            WriteTimeoutResponse = context => ProblemWriter.WriteAsync(context, HttpErrors.RequestTimedOut),
        });
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<HttpOptions>>((forwarded, http) =>
        {
            // Without a proxy that is trusted, no header is looked at.
            forwarded.ForwardedHeaders = http.Value.TrustedProxies.Count == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            forwarded.ForwardLimit = null;
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var network in http.Value.TrustedNetworks)
            {
                forwarded.KnownIPNetworks.Add(network);
            }
        });
        services.AddCors();
        services.AddOptions<CorsOptions>().Configure<IOptions<HttpOptions>>((cors, http) => cors.AddDefaultPolicy(policy => policy
            .WithOrigins([.. http.Value.CorsOrigins])
            .AllowAnyMethod()
            .AllowAnyHeader()
            .WithExposedHeaders("ETag", "Link", "Location", "Retry-After", "RateLimit", "RateLimit-Policy", IdempotencyMiddleware.ReplayedHeader, "WWW-Authenticate")));
        services.AddStopTime(provider => provider.GetRequiredService<IOptions<HttpOptions>>().Value.StopTime);
        services.AddHostedService<DrainOnShutdown>();
    }

    /// <summary>Who is let in, and to what: one scheme that knows every caller, one policy for each scope, and nothing without one.</summary>
    private static void AddAccess(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AuthOptions>()
            .Bind(configuration.GetSection(AuthOptions.Section))
            .PostConfigure<IHostEnvironment>((auth, environment) =>
                auth.Mode = auth.Mode.Length > 0 ? auth.Mode : environment.IsDevelopment() ? AuthOptions.Development : AuthOptions.Keys);
        services.AddOptions<RateLimitOptions>()
            .Bind(configuration.GetSection(RateLimitOptions.Section))
            .PostConfigure<IOptions<AuthOptions>>((limits, auth) => limits.Enabled ??= auth.Value.AsksForCredentials)
            .Validate(limits => limits.IsValid, "RateLimit: Requests and Window are more than 0.")
            .ValidateOnStart();
        services.AddSingleton<RateLimits>();
        services.AddStartupSequence<OpenModeGuard, ServiceKeysStartup>();
        services.AddScoped<CurrentActor>();
        services.AddScoped<ICurrentActor>(provider => provider.GetRequiredService<CurrentActor>());
        services.AddSingleton<IUserTokens, UserTokens>();

        services.AddAuthentication(CallerAuthentication.Scheme)
            .AddScheme<AuthenticationSchemeOptions, CallerAuthentication>(CallerAuthentication.Scheme, null)
            .AddBearerToken(tokens => tokens.Events.OnMessageReceived = received =>
            {
                received.Token = CallerAuthentication.TryReadToken(received.Request, out var token) ? token : null;
                return Task.CompletedTask;
            });
        var authorization = services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        foreach (var scope in Scopes.All)
        {
            authorization.AddPolicy(scope, policy => policy.RequireAuthenticatedUser().RequireAssertion(context => Caller.Holds(context.User, scope)));
        }
    }

    /// <summary>Takes from the framework what guesses: the contract says what input is, and the validators say it in its words.</summary>
    private static void BeStrict(MvcOptions mvc)
    {
        mvc.SuppressImplicitRequiredAttributeForNonNullableReferenceTypes = true;
        mvc.ModelValidatorProviders.Clear();

        // Parameters come from the path and the query. The other factories read any body that calls itself a form, on every action.
        mvc.ValueProviderFactories.Clear();
        mvc.ValueProviderFactories.Add(new RouteValueProviderFactory());
        mvc.ValueProviderFactories.Add(new QueryStringValueProviderFactory());

        // A parameter that is left blank stays blank instead of becoming one that was left out.
        mvc.ModelMetadataDetailsProviders.Add(new BlankIsNotNull());

        // Numbers are decimal: parsed, not converted, which would take 0x10 for 16.
        var parse = mvc.ModelBinderProviders.OfType<TryParseModelBinderProvider>().Single();
        mvc.ModelBinderProviders.Remove(parse);
        mvc.ModelBinderProviders.Insert(0, parse);

        // JSON in, through our own formatter, and JSON out, under its one name.
        mvc.InputFormatters.Clear();
        mvc.OutputFormatters.RemoveType<StringOutputFormatter>();
        var answers = mvc.OutputFormatters.OfType<SystemTextJsonOutputFormatter>().Single().SupportedMediaTypes;
        answers.Clear();
        answers.Add("application/json");
    }

    /// <summary>Input that did not even become a request: a body refused by the formatter, or a parameter that is not what its type wants.</summary>
    private static ProblemResult Refuse(ActionContext context) => new(
        context.HttpContext.Features.Get<InputErrors>()?.Errors
        ?? [.. context.ModelState.Where(entry => entry.Value!.Errors.Count > 0).Select(entry =>
            new Error("type_invalid", "The value is of the wrong type.", ErrorKind.Validation).At(JsonPointer.Of(entry.Key)))]);

    private sealed class BlankIsNotNull : IDisplayMetadataProvider
    {
        public void CreateDisplayMetadata(DisplayMetadataProviderContext context) => context.DisplayMetadata.ConvertEmptyStringToNull = false;
    }
}
