using System.Globalization;
using Concierge.Api.Problems;
using Microsoft.OpenApi;

namespace Concierge.Api.OpenApi.Operations;

/// <summary>Adds headers and refusals to an operation.</summary>
internal static class OperationExtensions
{
    /// <summary>Adds a request header.</summary>
    public static void AddRequestHeader(this OpenApiOperation operation, string name, string description, string? pattern = null)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = name,
            In = ParameterLocation.Header,
            Description = description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = pattern },
        });
    }

    /// <summary>Adds a header to those of the statuses that the operation has.</summary>
    public static void AddResponseHeader(this OpenApiOperation operation, string name, string description, params IEnumerable<int> statuses)
    {
        foreach (var status in statuses.Where(operation.HasStatus))
        {
            var response = (OpenApiResponse)operation.Responses![Key(status)];
            response.Headers ??= new Dictionary<string, IOpenApiHeader>();
            response.Headers[name] = new OpenApiHeader
            {
                Description = description,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            };
        }
    }

    /// <summary>Adds codes to the problem of a status. The description lists them, and each has its example.</summary>
    public static OpenApiMediaType AddRefusal(
        this OpenApiOperation operation, OpenApiDocument document, int status, params IEnumerable<string> codes)
    {
        if (!operation.HasStatus(status))
        {
            operation.Responses![Key(status)] = new OpenApiResponse
            {
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [ProblemWriter.ContentType] = new()
                    {
                        Schema = new OpenApiSchemaReference(nameof(Problem), document),
                        Examples = new Dictionary<string, IOpenApiExample>(),
                    },
                },
            };
        }

        var response = operation.Responses![Key(status)];
        var content = response.Content![ProblemWriter.ContentType];
        foreach (var code in codes)
        {
            content.Examples![code] = new OpenApiExampleReference(code, document);
        }

        response.Description = string.Join(", ", content.Examples!.Keys.Select(code => $"`{code}`"));

        if (status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            operation.AddResponseHeader("Retry-After", "Seconds to wait before the next attempt.", status);
        }

        return content;
    }

    public static bool HasStatus(this OpenApiOperation operation, int status) => operation.Responses!.ContainsKey(Key(status));

    private static string Key(int status) => status.ToString(CultureInfo.InvariantCulture);
}
