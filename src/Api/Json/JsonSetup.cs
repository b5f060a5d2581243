using Concierge.Api.Problems;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Microsoft.AspNetCore.Mvc;

namespace Concierge.Api.Json;

/// <summary>Sets up JSON for MVC: serializer settings, the input formatter, and problems for input that cannot be bound.</summary>
internal static class JsonSetup
{
    public static void AddStrictJson(this IMvcBuilder mvc)
    {
        mvc.AddJsonOptions(json => JsonSettings.Apply(json.JsonSerializerOptions));
        mvc.Services.ConfigureHttpJsonOptions(json => JsonSettings.Apply(json.SerializerOptions));
        mvc.Services.AddSingleton<StrictJsonInputFormatter>();
        mvc.Services.AddOptions<MvcOptions>()
            .Configure<StrictJsonInputFormatter>((options, formatter) => options.InputFormatters.Add(formatter));
        mvc.ConfigureApiBehaviorOptions(api =>
        {
            api.SuppressMapClientErrors = true;
            api.InvalidModelStateResponseFactory = ToProblem;
        });
    }

    /// <summary>Creates the problem for a body that the formatter rejected, or for a parameter of the wrong type.</summary>
    private static ProblemResult ToProblem(ActionContext context) => new(
        context.HttpContext.Features.Get<InputErrors>()?.Errors
        ?? [.. context.ModelState.Where(entry => entry.Value!.Errors.Count > 0).Select(entry =>
            new Error("type_invalid", "The value is of the wrong type.", ErrorKind.Validation).At(JsonPointer.Of(entry.Key)))]);
}
