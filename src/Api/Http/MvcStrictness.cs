using Concierge.Api.Preconditions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Formatters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Binders;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;

namespace Concierge.Api.Http;

/// <summary>Turns off what MVC guesses about input. The contract defines what is valid, and the validators check it.</summary>
internal static class MvcStrictness
{
    public static void Apply(MvcOptions mvc)
    {
        mvc.SuppressImplicitRequiredAttributeForNonNullableReferenceTypes = true;
        mvc.ModelValidatorProviders.Clear();

        mvc.Filters.Add(new ContentEncodingFilter());
        mvc.Filters.AddService<QueryParameterFilter>();
        mvc.Filters.Add(new PreconditionFilter());

        // Parameters come from the path and the query. The other factories read the body of any form, on every action.
        mvc.ValueProviderFactories.Clear();
        mvc.ValueProviderFactories.Add(new RouteValueProviderFactory());
        mvc.ValueProviderFactories.Add(new QueryStringValueProviderFactory());

        // An empty parameter stays an empty string. MVC would turn it into null, which means absent.
        mvc.ModelMetadataDetailsProviders.Add(new EmptyIsNotNull());

        // Numbers are parsed as decimal. The type converters would accept 0x10 as 16.
        var parse = mvc.ModelBinderProviders.OfType<TryParseModelBinderProvider>().Single();
        mvc.ModelBinderProviders.Remove(parse);
        mvc.ModelBinderProviders.Insert(0, parse);

        // Input goes through StrictJsonInputFormatter. Output has a single media type.
        mvc.InputFormatters.Clear();
        mvc.OutputFormatters.RemoveType<StringOutputFormatter>();
        var outputTypes = mvc.OutputFormatters.OfType<SystemTextJsonOutputFormatter>().Single().SupportedMediaTypes;
        outputTypes.Clear();
        outputTypes.Add("application/json");
    }

    private sealed class EmptyIsNotNull : IDisplayMetadataProvider
    {
        public void CreateDisplayMetadata(DisplayMetadataProviderContext context) =>
            context.DisplayMetadata.ConvertEmptyStringToNull = false;
    }
}
