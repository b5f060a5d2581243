using Concierge.Api.Common;
using Concierge.Api.OpenApi;
using Concierge.Application.Common;
using Concierge.Domain.Common;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Formatters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Binders;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;

namespace Concierge.Api;

internal static class DependencyInjection
{
    /// <summary>Registers the HTTP side. Comes first: hosted services start in this order, and the gate must close before anything opens.</summary>
    public static IServiceCollection AddApi(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AuthOptions>().Bind(configuration.GetSection(AuthOptions.Section));
        services.AddHostedService<AuthGate>();
        services.AddScoped<CurrentActor>();
        services.AddScoped<ICurrentActor>(provider => provider.GetRequiredService<CurrentActor>());
        services.AddExceptionHandler<FailureHandler>();

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
        services.AddConciergeDocument();
        return services;
    }

    public static void UseApi(this WebApplication app)
    {
        app.UsePathBase("/v1");
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(context => Problems.WriteAsync(context.HttpContext, context.HttpContext.Response.StatusCode));
        app.UseRouting();
        app.UseMiddleware<ActingUserMiddleware>();
        app.UseMiddleware<IdempotencyMiddleware>();
        app.MapControllers();
        app.MapOpenApi("/openapi/v1.json");
        app.UseSwaggerUI(docs =>
        {
            docs.RoutePrefix = "docs";
            docs.DocumentTitle = "Concierge";
            docs.SwaggerEndpoint("../openapi/v1.json", "Concierge v1");
        });
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
