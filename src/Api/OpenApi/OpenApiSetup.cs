using Concierge.Api.OpenApi.Operations;
using Concierge.Api.OpenApi.Schemas;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Concierge.Api.OpenApi;

/// <summary>Registers the OpenAPI document: one transformer for each concern, run in this order.</summary>
internal static class OpenApiSetup
{
    /// <summary>Version of the specification.</summary>
    public const OpenApiSpecVersion Version = OpenApiSpecVersion.OpenApi3_1;

    public static void AddConciergeDocument(this IServiceCollection services) => services.AddSingleton<ServedDocument>().AddOpenApi(
        ServedDocument.Name, Configure);

    private static void Configure(OpenApiOptions options)
    {
        options.OpenApiVersion = Version;
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
    }
}
