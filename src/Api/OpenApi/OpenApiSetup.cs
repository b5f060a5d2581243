using Concierge.Api.OpenApi.Operations;
using Concierge.Api.OpenApi.Schemas;
using Microsoft.OpenApi;

namespace Concierge.Api.OpenApi;

/// <summary>Registers the OpenAPI document: one transformer for each concern, run in this order.</summary>
internal static class OpenApiSetup
{
    public static void AddConciergeDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.CreateSchemaReferenceId = SchemaNames.Of;

        options.AddSchemaTransformer<WireFormatTransformer>();
        options.AddSchemaTransformer<RequestSchemaTransformer>();

        options.AddOperationTransformer<OperationTextTransformer>();
        options.AddOperationTransformer<RefusalTransformer>();
        options.AddOperationTransformer<ParameterTransformer>();
        options.AddOperationTransformer<SecurityTransformer>();
        options.AddOperationTransformer<RateLimitTransformer>();
        options.AddOperationTransformer<RequestBodyTransformer>();
        options.AddOperationTransformer<RequestLimitTransformer>();
        options.AddOperationTransformer<ListTransformer>();
        options.AddOperationTransformer<IdempotencyTransformer>();
        options.AddOperationTransformer<PreconditionTransformer>();
        options.AddOperationTransformer<ResponseOrderTransformer>();

        options.AddDocumentTransformer<DocumentInfoTransformer>();
        options.AddDocumentTransformer<TagTransformer>();
        options.AddDocumentTransformer<SecurityTransformer>();
        options.AddDocumentTransformer<ProblemUnionTransformer>();
        options.AddDocumentTransformer<ExamplesTransformer>();
        options.AddDocumentTransformer<NullableReferenceTransformer>();
    });
}
