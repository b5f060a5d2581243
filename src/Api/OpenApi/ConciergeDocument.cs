using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Concierge.Api.Authentication;
using Concierge.Api.Idempotency;
using Concierge.Api.Json;
using Concierge.Api.Problems;
using Concierge.Api.RateLimiting;
using Concierge.Api.Sms;
using Concierge.Application.Paging;
using Concierge.Domain.Access;
using Concierge.Domain.Common;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Concierge.Api.OpenApi;

/// <summary>What the framework cannot know of the OpenAPI document: headers, refusals, examples, and schemas that generators understand.</summary>
internal static class ConciergeDocument
{
    private static readonly Dictionary<string, string> TagDescriptions = new()
    {
        ["Users"] = "The people who write to each other, and whom they know.",
        ["Messages"] = "Private messages from one user to one other, which can be edited, liked and deleted.",
        ["Conversations"] = "All that two users wrote to each other, as one of them sees it: unread counts and read markers.",
        ["Services"] = "What can be ordered.",
        ["Orders"] = "Services at a time. Orders that share a service keep three hours apart, or what is configured.",
        ["SMS messages"] = "Text messages to phones, handed over to a gateway, and what becomes of them.",
        ["Access"] = "The keys of backends and the tokens of users.",
        ["Operations"] = "The state of the server.",
    };

    public static void AddConciergeDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.CreateSchemaReferenceId = SchemaName;
        options.AddSchemaTransformer(CompleteSchema);
        options.AddOperationTransformer(CompleteOperation);
        options.AddDocumentTransformer(CompleteDocument);
    });

    private static string? SchemaName(JsonTypeInfo type)
    {
        if (ItemOf(type.Type) is { } item)
        {
            return $"{Short(item)}Page";
        }

        return OpenApiOptions.CreateDefaultSchemaReferenceId(type) is null ? null : Short(type.Type);
    }

    private static string Short(Type type) => type.Name.EndsWith("Dto", StringComparison.Ordinal) ? type.Name[..^3] : type.Name;

    /// <summary>What a page holds; null for what is no page.</summary>
    private static Type? ItemOf(Type? type) =>
        type is { IsGenericType: true } && type.GetGenericTypeDefinition() == typeof(Page<>) ? type.GetGenericArguments()[0] : null;

    /// <summary>Types that our converters hide from the framework; constraints that hold for requests alone.</summary>
    private static Task CompleteSchema(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        if (type == typeof(DateTimeOffset) || type == typeof(DateTimeOffset?))
        {
            schema.Type = type == typeof(DateTimeOffset) ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null;
        }

        if (type == typeof(TimeSpan))
        {
            (schema.Type, schema.Format, schema.Pattern) = (JsonSchemaType.String, "duration", null);
        }

        if (type == typeof(decimal) || type == typeof(decimal?))
        {
            (schema.Type, schema.Format, schema.Pattern) = (JsonSchemaType.Number, "decimal", null);
        }

        if (context.JsonPropertyInfo?.AttributeProvider?.GetCustomAttributes(typeof(DataTypeAttribute), inherit: false) is [DataTypeAttribute dataType])
        {
            schema.Format = dataType.CustomDataType ?? "date-time";
        }

        if (type.IsEnum || context.JsonPropertyInfo?.CustomConverter is CallerIdConverter or PhoneConverter)
        {
            schema.Type = JsonSchemaType.String;
        }

        var owner = context.JsonPropertyInfo?.DeclaringType ?? type;
        var isRequest = owner.Name.EndsWith("Request", StringComparison.Ordinal);
        if (!isRequest)
        {
            // A client must not break on a member that a later version adds.
            schema.AdditionalPropertiesAllowed = true;
        }

        if (context.JsonPropertyInfo is not null && (isRequest || (owner.IsAssignableTo(typeof(Problem)) && type != typeof(DateTimeOffset?))))
        {
            // Here what is optional is left out; null is refused, or means the same.
            schema.Type &= ~JsonSchemaType.Null;
        }

        return Task.CompletedTask;
    }

    private static Task CompleteOperation(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var description = new OperationDescription(operation, context.Document!);
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        foreach (var refusal in metadata.OfType<RefusesAttribute>())
        {
            description.Refuses(refusal.StatusCode.ToString(CultureInfo.InvariantCulture), [.. refusal.Codes]);
            description.Tells(refusal.StatusCode.ToString(CultureInfo.InvariantCulture), refusal.With);
        }

        if (context.Description.RelativePath!.StartsWith("health/", StringComparison.Ordinal))
        {
            description.Finish();
            return Task.CompletedTask;
        }

        foreach (var content in operation.RequestBody?.Content?.Values ?? [])
        {
            content.Schema = ReferenceIn(content.Schema!) ?? content.Schema;
        }

        foreach (var parameter in operation.Parameters!.OfType<OpenApiParameter>())
        {
            description.Explain(parameter, context.Description.RelativePath.Split('/')[0]);
        }

        if (metadata.OfType<RequiresScopeAttribute>().SingleOrDefault() is { Scope: var scope })
        {
            description.Needs(scope);
            description.Takes(ActingUserMiddleware.Header, "The user as whom the service acts; the rules of ownership then bind.", CallerId.Pattern);
            description.Refuses("401", AccessErrors.Unauthorized.Code);
            description.Refuses("403", AccessErrors.ScopeMissing.Code);
            description.Refuses("429", RateLimitErrors.RateLimited.Code);
            description.Answers("RateLimit-Policy", "The caller's bucket: how many requests it holds (q), and in how many seconds it fills (w).", "200", "201", "204", "429");
            description.Answers("RateLimit", "What is left in it (r), and after how many seconds it is full again (t).", "200", "201", "204", "429");
            description.Answers("WWW-Authenticate", "What is wrong with the credentials (RFC 6750).", "401", "403");
        }

        description.Refuses("400", "validation_failed");
        description.Refuses("500", "internal_error");
        description.Refuses("503", "database_unavailable", "request_timed_out");
        if (operation.RequestBody is not null)
        {
            description.Refuses("400", "json_malformed", "unknown_field", "duplicate_field", "text_invalid");
            description.Refuses("415", "unsupported_media_type");
        }

        // A POST's body is read even where it means nothing, as part of what an Idempotency-Key stands for.
        if (operation.RequestBody is not null || context.Description.HttpMethod == "POST")
        {
            description.Refuses("413", "body_too_large");
        }

        if (context.Description.SupportedResponseTypes.Select(answer => ItemOf(answer.Type)).OfType<Type>().SingleOrDefault() is { } item)
        {
            description.Streams(Short(item));
            description.Refuses("400", "cursor_invalid");
            description.Answers("Link", "Where there is a next page, its address with rel=\"next\" (RFC 8288).", "200");
        }

        if (context.Description.HttpMethod == "POST" && IdempotencyMiddleware.StoresResponses(metadata))
        {
            description.Takes(IdempotencyMiddleware.Header, "Makes a repeat of this request harmless for 24 hours.", "^[!-~]{1,255}$");
            description.Refuses("400", "idempotency_key_invalid");
            description.Refuses("409", "idempotency_in_progress");
            description.Refuses("422", "idempotency_key_reused");
            description.Answers("Location", "The address of what was made.", "201");
            description.Answers("ETag", "Stands for this representation.", "201");
            description.Answers(IdempotencyMiddleware.ReplayedHeader, "true where this is the answer of an earlier request.", "201");
        }

        if (operation.Responses!.ContainsKey("304"))
        {
            description.Takes("If-None-Match", "The ETag of the copy at hand; if it is still good, the answer is 304.");
            description.Answers("ETag", "Stands for this representation.", "200", "304");
        }

        if (operation.Responses.ContainsKey("412"))
        {
            description.Takes("If-Match", "The ETag that the change starts from; left out, it starts from whatever is there.");
            description.Answers("ETag", "Stands for this representation.", "200");
        }

        description.Finish();
        return Task.CompletedTask;
    }

    /// <summary>queueSms becomes "Queue SMS".</summary>
    private static string Title(string operationId)
    {
        var words = string.Concat(operationId.Select(letter => char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"));
        return char.ToUpperInvariant(words[0]) + words[1..].Replace("sms", "SMS", StringComparison.Ordinal);
    }

    private static Task CompleteDocument(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new()
        {
            Title = "Concierge",
            Version = "1.0.0",
            Description = "Users, private messages, SMS, services and orders over REST. Every refusal is a problem (RFC 9457) with a stable `code`.",
            Contact = new() { Name = "The Concierge authors" },
            License = new() { Name = "MIT", Identifier = "MIT" },
        };
        document.Servers = [new() { Url = "/v1" }];
        document.Components!.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [OperationDescription.ServiceKey] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A backend's key, ck_ and 43 characters, with scopes. Each operation names the one that it takes.",
            },
            [OperationDescription.UserToken] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A user's own token, which a backend mints; its bearer acts as this user and is bound by the rules of ownership.",
            },
        };

        foreach (var tag in document.Tags!)
        {
            tag.Description = TagDescriptions.GetValueOrDefault(tag.Name!);
        }

        foreach (var operation in document.Paths.Values.SelectMany(path => path.Operations!.Values))
        {
            // Our summaries are sentences, which is what a description is; lists of operations want a few words.
            operation.Description = operation.Summary;
            operation.Summary = Title(operation.OperationId!);
        }

        foreach (var (name, schema) in document.Components!.Schemas!)
        {
            if (Examples.For(name) is { } example)
            {
                ((OpenApiSchema)schema).Examples = [example];
            }

            Simplify((OpenApiSchema)schema);
        }

        return Task.CompletedTask;
    }

    private static IOpenApiSchema? ReferenceIn(IOpenApiSchema schema) => schema.OneOf?.FirstOrDefault(choice => choice.Type != JsonSchemaType.Null);

    /// <summary>
    /// A reference that may be null comes as "one of null and the reference", which generators turn into a type of its own. It becomes the plain reference,
    /// and not required, which they turn into what is meant.
    /// </summary>
    private static void Simplify(OpenApiSchema schema)
    {
        foreach (var (name, property) in schema.Properties?.ToList() ?? [])
        {
            if (ReferenceIn(property) is { } reference)
            {
                schema.Properties![name] = reference;
                schema.Required?.Remove(name);
            }
        }
    }
}
