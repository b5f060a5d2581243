using System.Text.Json.Nodes;
using Concierge.Api.Problems;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Concierge.Api.OpenApi;

/// <summary>
/// Writes the responses that hold an extended problem for one code, and plain problems for others, as a union that clients narrow by
/// <c>code</c>.
/// </summary>
internal sealed class ProblemUnionTransformer : IOpenApiDocumentTransformer
{
    /// <summary>Schema of the plain problems in a union; it lists their codes.</summary>
    private const string Other = "OtherProblem";

    private const string Code = "code";

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        var extended = context.DescriptionGroups
            .SelectMany(group => group.Items)
            .SelectMany(operation => operation.ActionDescriptor.EndpointMetadata)
            .OfType<RefusesAttribute>()
            .Where(refusal => refusal.With != typeof(Problem))
            .ToLookup(refusal => refusal.With.Name, refusal => refusal.Codes.Single());
        var others = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var problem in extended)
        {
            var own = problem.First();
            ((OpenApiSchema)document.Components!.Schemas![problem.Key].Properties![Code]).Const = own;
            foreach (var content in BodiesOf(document, problem.Key))
            {
                var codes = content.Examples!.Keys.Where(code => code != own).ToList();
                content.Schema = Union(document, (own, problem.Key), codes);
                others.UnionWith(codes);
            }
        }

        document.AddComponent<IOpenApiSchema>(Other, OtherProblem(document, others));
        return Task.CompletedTask;
    }

    private static List<OpenApiMediaType> BodiesOf(OpenApiDocument document, string problem) =>
    [
        .. document.Paths.Values
            .SelectMany(path => path.Operations!.Values)
            .SelectMany(operation => operation.Responses!.Values)
            .SelectMany(response => response.Content?.Values ?? [])
            .Where(content => content.Schema is OpenApiSchemaReference reference && reference.Reference.Id == problem),
    ];

    private static OpenApiSchema Union(OpenApiDocument document, (string Code, string Schema) own, IEnumerable<string> codes) => new()
    {
        OneOf = [new OpenApiSchemaReference(own.Schema, document), new OpenApiSchemaReference(Other, document)],
        Discriminator = new()
        {
            PropertyName = Code,
            Mapping = codes.Select(code => (Code: code, Schema: Other)).Prepend(own)
                .ToDictionary(choice => choice.Code, choice => new OpenApiSchemaReference(choice.Schema, document)),
        },
    };

    private static OpenApiSchema OtherProblem(OpenApiDocument document, IEnumerable<string> codes)
    {
        var problem = (OpenApiSchema)document.Components!.Schemas![nameof(Problem)];
        var other = (OpenApiSchema)problem.CreateShallowCopy();
        var code = (OpenApiSchema)problem.Properties![Code].CreateShallowCopy();
        code.Enum = [.. codes.Select(code => JsonValue.Create(code))];
        other.Properties = new Dictionary<string, IOpenApiSchema>(other.Properties!) { [Code] = code };
        other.Description = "A problem without further members.";
        other.Examples = null;
        return other;
    }
}
