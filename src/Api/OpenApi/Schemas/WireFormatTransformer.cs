using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Concierge.Api.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Concierge.Api.OpenApi.Schemas;

/// <summary>Describes what custom converters write; the framework cannot see through a converter.</summary>
internal sealed class WireFormatTransformer : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        if (type == typeof(DateTimeOffset) || type == typeof(DateTimeOffset?))
        {
            schema.Type = type == typeof(DateTimeOffset) ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null;
        }
        else if (type == typeof(TimeSpan))
        {
            // Without the format "duration": NSwag reads it as System.TimeSpan, whose parser does not know ISO 8601.
            (schema.Type, schema.Format, schema.Pattern) = (JsonSchemaType.String, null, null);
        }
        else if (type == typeof(decimal) || type == typeof(decimal?))
        {
            (schema.Type, schema.Format, schema.Pattern) = (JsonSchemaType.Number, "decimal", null);
        }
        else if (context.JsonPropertyInfo?.CustomConverter is CallerIdConverter)
        {
            schema.OneOf =
            [
                new OpenApiSchema { Type = JsonSchemaType.String, Pattern = schema.Pattern },
                new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "0" },
            ];
            (schema.Type, schema.Pattern) = (null, null);
        }
        else if (type.IsEnum || context.JsonPropertyInfo?.CustomConverter is JsonConverter<string>)
        {
            schema.Type = JsonSchemaType.String;
        }

        var attributes = context.JsonPropertyInfo?.AttributeProvider?.GetCustomAttributes(typeof(DataTypeAttribute), inherit: false);
        if (attributes is [DataTypeAttribute dataType])
        {
            schema.Format = FormatOf(dataType);
        }

        return Task.CompletedTask;
    }

    /// <summary>Gets the format of text: a time of RFC 3339 unless the attribute names another format.</summary>
    public static string FormatOf(DataTypeAttribute dataType) => dataType.CustomDataType ?? "date-time";
}
