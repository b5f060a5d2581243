using System.Text.Json.Serialization.Metadata;
using Concierge.Api.Common;
using Concierge.Application.Common;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Concierge.Api.OpenApi;

/// <summary>What the framework cannot know of the OpenAPI document: headers, refusals, examples, and schemas that generators understand.</summary>
internal static class ConciergeDocument
{
    public static void AddConciergeDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.CreateSchemaReferenceId = SchemaName;
        options.AddDocumentTransformer(Describe);
        options.AddOperationTransformer(Complete);
        options.AddSchemaTransformer(Simplify);
    });

    private static string? SchemaName(JsonTypeInfo type)
    {
        var clr = type.Type;
        return clr.IsGenericType && clr.GetGenericTypeDefinition() == typeof(Page<>)
            ? $"{Short(clr.GetGenericArguments()[0])}Page"
            : OpenApiOptions.CreateDefaultSchemaReferenceId(type) is null ? null : Short(clr);

        static string Short(Type type) => type.Name.EndsWith("Dto", StringComparison.Ordinal) ? type.Name[..^3] : type.Name;
    }

    private static Task Describe(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new()
        {
            Title = "Concierge",
            Version = "1.0.0",
            Description = "Users and private messages over REST. Every refusal is a problem (RFC 9457) with a stable `code`.",
            License = new() { Name = "MIT", Identifier = "MIT" },
        };
        document.Servers = [new() { Url = "/v1" }];
        return Task.CompletedTask;
    }

    private static Task Complete(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var method = context.Description.HttpMethod;
        var statuses = operation.Responses!.Keys.ToHashSet();
        var refusals = context.Description.ActionDescriptor.EndpointMetadata.OfType<RefusesAttribute>()
            .GroupBy(refusal => refusal.StatusCode.ToString(System.Globalization.CultureInfo.InvariantCulture))
            .ToDictionary(group => group.Key, group => group.SelectMany(refusal => refusal.Codes).ToList());
        operation.Parameters ??= [];

        void Refuse(string status, params string[] codes)
        {
            refusals.TryAdd(status, []);
            refusals[status].AddRange(codes);
        }

        void Header(string name, string description, JsonSchemaType type = JsonSchemaType.String) => operation.Parameters.Add(new OpenApiParameter
        {
            Name = name,
            In = ParameterLocation.Header,
            Description = description,
            Schema = new OpenApiSchema { Type = type },
        });

        void Answers(string name, string description, Func<string, bool> on)
        {
            foreach (var (status, response) in operation.Responses.Where(response => on(response.Key)))
            {
                ((OpenApiResponse)response).Headers ??= new Dictionary<string, IOpenApiHeader>();
                response.Headers![name] = new OpenApiHeader { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
            }
        }

        var isHealth = context.Description.RelativePath!.StartsWith("health", StringComparison.Ordinal);
        if (!isHealth)
        {
            Header(ActingUserMiddleware.Header, "The user as whom the service acts; the rules of ownership then bind.");
            Refuse("400", "validation_failed");
            Refuse("500", "internal_error");
        }

        if (!isHealth || operation.OperationId == "getReadiness")
        {
            Refuse("503", "database_unavailable");
        }

        if (operation.RequestBody is not null)
        {
            Refuse("400", "json_malformed", "unknown_field", "duplicate_field", "text_invalid");
            Refuse("413", "body_too_large");
            Refuse("415", "unsupported_media_type");
        }

        if (operation.Parameters.Any(parameter => parameter.Name == "cursor"))
        {
            Refuse("400", "cursor_invalid");
            Answers("Link", "Where there is a next page, its address with rel=\"next\" (RFC 8288).", status => status == "200");
        }

        if (method == "POST")
        {
            Header(IdempotencyMiddleware.Header, "Makes a repeat of this request harmless for 24 hours: 1 to 255 visible ASCII characters.");
            Refuse("400", "idempotency_key_invalid");
            Refuse("422", "idempotency_key_reused");
            Answers("Location", "The address of what was made.", status => status == "201");
            Answers(IdempotencyMiddleware.ReplayedHeader, "true where this is the answer of an earlier request.", status => status == "201");
        }

        if (statuses.Contains("412"))
        {
            Header("If-Match", "The ETag that the change starts from; left out, it starts from whatever is there.");
        }

        if (statuses.Contains("304"))
        {
            Header("If-None-Match", "The ETag of the copy at hand; if it is still good, the answer is 304.");
        }

        foreach (var (status, codes) in refusals)
        {
            operation.Responses[status] = new OpenApiResponse
            {
                Description = string.Join(", ", codes.Distinct().Select(code => $"`{code}`")),
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [Problems.ContentType] = new() { Schema = new OpenApiSchemaReference(nameof(Problem), context.Document) },
                },
            };
        }

        if (statuses.Contains("304") || statuses.Contains("412") || method == "POST")
        {
            Answers("ETag", "The version of this representation.", status => status is "200" or "201" or "304");
        }

        Answers("Retry-After", "After how many seconds to try again.", status => status == "503");
        var inOrder = new OpenApiResponses();
        foreach (var (status, response) in operation.Responses.OrderBy(response => response.Key, StringComparer.Ordinal))
        {
            inOrder[status] = response;
        }

        operation.Responses = inOrder;
        return Task.CompletedTask;
    }

    private static Task Simplify(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        return Task.CompletedTask;
    }
}
