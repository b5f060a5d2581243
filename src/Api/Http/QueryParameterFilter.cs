using System.Collections.Frozen;
using System.IO.Enumeration;
using System.Net;
using System.Text;
using System.Text.Unicode;
using Concierge.Api.Problems;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Http;

/// <summary>
/// Rejects query parameters that the operation does not have, that are repeated, or that are not UTF-8. Only a list may be repeated.
/// Anonymous operations accept all parameters: gateways add their own to delivery reports, and probes to health checks.
/// </summary>
internal sealed class QueryParameterFilter(IApiDescriptionGroupCollectionProvider operations, IOptions<HttpOptions> options)
    : IResourceFilter
{
    /// <summary>The query parameters of each action, and whether they are lists.</summary>
    private readonly Lazy<FrozenDictionary<string, FrozenDictionary<string, bool>>> known = new(() => operations.ApiDescriptionGroups.Items
        .SelectMany(group => group.Items)
        .GroupBy(operation => operation.ActionDescriptor.Id)
        .ToFrozenDictionary(action => action.Key, action => ParametersOf(action.First())));

    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        var action = context.ActionDescriptor;
        if (!context.HttpContext.Request.QueryString.HasValue || action.EndpointMetadata.OfType<IAllowAnonymous>().Any())
        {
            return;
        }

        var parameters = known.Value[action.Id];
        var seen = new HashSet<string>();
        foreach (var pair in new QueryStringEnumerable(context.HttpContext.Request.QueryString.Value))
        {
            var name = pair.DecodeName().ToString();
            if (Check(parameters, name, isRepeated: !seen.Add(name), pair) is { } error)
            {
                context.Result = new ProblemResult([error.At(JsonPointer.Of(name))]);
                return;
            }
        }
    }

    public void OnResourceExecuted(ResourceExecutedContext context)
    {
    }

    private Error? Check(
        FrozenDictionary<string, bool> parameters, string name, bool isRepeated, QueryStringEnumerable.EncodedNameValuePair pair) =>
        options.Value.IgnoredQueryParameters.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false)) ? null
        : !IsUtf8(pair.EncodedName.Span) || !IsUtf8(pair.EncodedValue.Span) ? HttpErrors.ParameterNotText
        : !parameters.TryGetValue(name, out var isList) ? HttpErrors.UnknownParameter
        : isRepeated && !isList ? HttpErrors.DuplicateParameter
        : null;

    private static FrozenDictionary<string, bool> ParametersOf(ApiDescription operation) => operation.ParameterDescriptions
        .Where(parameter => parameter.Source == BindingSource.Query)
        .ToFrozenDictionary(parameter => parameter.Name, parameter => parameter.ModelMetadata.IsEnumerableType);

    /// <summary>Whether the percent-encoded bytes are UTF-8. Decoding to text replaces other bytes.</summary>
    private static bool IsUtf8(ReadOnlySpan<char> encoded)
    {
        if (Ascii.IsValid(encoded) && !encoded.Contains('%'))
        {
            return true;
        }

        var bytes = Encoding.UTF8.GetBytes(encoded.ToString());
        return Utf8.IsValid(WebUtility.UrlDecodeToBytes(bytes, 0, bytes.Length));
    }
}
