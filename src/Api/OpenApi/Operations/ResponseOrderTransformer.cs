using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Concierge.Api.OpenApi.Operations;

/// <summary>Sorts the responses of an operation by status.</summary>
internal sealed class ResponseOrderTransformer : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var sorted = new OpenApiResponses();
        foreach (var (status, response) in operation.Responses!.OrderBy(response => response.Key, StringComparer.Ordinal))
        {
            sorted[status] = response;
        }

        operation.Responses = sorted;
        return Task.CompletedTask;
    }
}
