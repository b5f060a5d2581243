using Concierge.Api.Problems;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Concierge.Api.OpenApi.Schemas;

/// <summary>Makes requests strict: no unknown members, no null for an absent member. Responses stay open.</summary>
internal sealed class RequestSchemaTransformer : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        var owner = context.JsonPropertyInfo?.DeclaringType ?? type;
        var isRequest = owner.Name.EndsWith("Request", StringComparison.Ordinal);
        if (!isRequest)
        {
            // A client must accept members that a later version adds.
            schema.AdditionalPropertiesAllowed = true;
        }

        // A problem, too, leaves optional members out; only its times can be null.
        var isOfProblem = owner.IsAssignableTo(typeof(Problem)) && type != typeof(DateTimeOffset?);
        if (context.JsonPropertyInfo is not null && (isRequest || isOfProblem))
        {
            schema.Type &= ~JsonSchemaType.Null;
        }

        return Task.CompletedTask;
    }
}
