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

    /// <summary>Adds codes to the problem of a status, whose description lists them.</summary>
    public static OpenApiResponse AddRefusal(
        this OpenApiOperation operation, OpenApiDocument document, int status, params IEnumerable<string> codes)
    {
        var isNew = !operation.HasStatus(status);
        var response = isNew ? new OpenApiResponse() : (OpenApiResponse)operation.Responses![Key(status)];
        var known = isNew ? [] : response.Description!.Split(", ");
        response.Description = string.Join(", ", known.Union(codes.Select(code => $"`{code}`")));
        if (isNew)
        {
            response.Content = ContentOf(document, typeof(Problem));
            operation.Responses![Key(status)] = response;
        }

        if (status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            operation.AddResponseHeader("Retry-After", "Seconds to wait before the next attempt.", status);
        }

        return response;
    }

    public static bool HasStatus(this OpenApiOperation operation, int status) => operation.Responses!.ContainsKey(Key(status));

    /// <summary>Gets the content of a response that is a problem.</summary>
    public static Dictionary<string, OpenApiMediaType> ContentOf(OpenApiDocument document, Type problem) =>
        new() { [ProblemWriter.ContentType] = new() { Schema = new OpenApiSchemaReference(problem.Name, document) } };

    private static string Key(int status) => status.ToString(CultureInfo.InvariantCulture);
}
