using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Concierge.Api.OpenApi.Operations;

/// <summary>Makes the XML summary the description, and the operation id a short summary: <c>queueSms</c> becomes "Queue SMS".</summary>
internal sealed class OperationTextTransformer : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.Description = operation.Summary;
        operation.Summary = Title(operation.OperationId!);
        return Task.CompletedTask;
    }

    private static string Title(string operationId)
    {
        var words = string.Concat(operationId.Select(letter => char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"));
        return char.ToUpperInvariant(words[0]) + words[1..].Replace("sms", "SMS", StringComparison.Ordinal);
    }
}
