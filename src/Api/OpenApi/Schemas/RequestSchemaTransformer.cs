using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Concierge.Api.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Concierge.Api.OpenApi.Schemas;

/// <summary>
/// Makes requests strict: no unknown members, and null for an absent member only where a client may not be able to leave it out. Responses
/// stay open.
/// </summary>
internal sealed class RequestSchemaTransformer : IOpenApiSchemaTransformer
{
    private const JsonSchemaType Values = JsonSchemaType.Boolean | JsonSchemaType.Integer | JsonSchemaType.Number;

    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        var owner = context.JsonPropertyInfo?.DeclaringType ?? type;
        var isRequest = owner.Name.Split('`')[0].EndsWith("Request", StringComparison.Ordinal);
        if (!isRequest)
        {
            // A client must accept members that a later version adds.
            schema.AdditionalPropertiesAllowed = true;
        }

        // The server ignores them, so the client may send back what it got.
        foreach (var name in context.JsonPropertyInfo is null ? ReadOnlyMembers.Of(context.JsonTypeInfo) : [])
        {
            var description = name == "id" ? "If present, the id of the path." : "Ignored in requests.";
            schema.Properties![name] = new OpenApiSchema { ReadOnly = true, Description = description };
        }

        // A response, too, may leave a member out instead of writing null.
        var isLeftOut = context.JsonPropertyInfo?.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true)
            is [JsonIgnoreAttribute { Condition: JsonIgnoreCondition.WhenWritingNull }];
        if (context.JsonPropertyInfo is { } member && (isLeftOut || (isRequest && !IsOptionalValue(schema, member))))
        {
            schema.Type &= ~JsonSchemaType.Null;
        }

        return Task.CompletedTask;
    }

    /// <summary>
    /// A generated client in C# sends all members. Without null, it would send 0, false or the year 1 for a member that was not set.
    /// </summary>
    private static bool IsOptionalValue(OpenApiSchema schema, JsonPropertyInfo member) =>
        (schema.Format == "date-time" || schema.Type is { } type && (type & Values) != 0)
        && member.AttributeProvider?.IsDefined(typeof(RequiredAttribute), inherit: true) == false;
}
