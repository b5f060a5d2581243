using Concierge.Api.Problems;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Concierge.Api.OpenApi.Operations;

/// <summary>Lists the codes of each <see cref="RefusesAttribute"/>, in place of the framework's error responses.</summary>
internal sealed class RefusalTransformer : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var status in operation.Responses!.Keys.Where(status => status[0] is '4' or '5').ToList())
        {
            operation.Responses.Remove(status);
        }

        foreach (var refusal in context.Description.ActionDescriptor.EndpointMetadata.OfType<RefusesAttribute>())
        {
            var content = operation.AddRefusal(context.Document!, refusal.StatusCode, refusal.Codes);
            if (refusal.With != typeof(Problem))
            {
                content.Schema = new OpenApiSchemaReference(refusal.With.Name, context.Document);
            }
        }

        return Task.CompletedTask;
    }
}
