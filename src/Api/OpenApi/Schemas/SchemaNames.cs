using System.Text.Json.Serialization.Metadata;
using Concierge.Application.Paging;
using Microsoft.AspNetCore.OpenApi;

namespace Concierge.Api.OpenApi.Schemas;

/// <summary>Names of schemas: a type's name without <c>Dto</c>; <c>OrderPage</c> for a page of orders.</summary>
internal static class SchemaNames
{
    private const string PageSuffix = "Page";

    /// <summary>Gets the name of a type's schema; null for a type that gets no schema of its own.</summary>
    public static string? Of(JsonTypeInfo type) =>
        ItemOf(type.Type) is { } item ? Of(item) + PageSuffix
        : OpenApiOptions.CreateDefaultSchemaReferenceId(type) is null ? null
        : Of(type.Type);

    public static string Of(Type type) => type.Name.EndsWith("Dto", StringComparison.Ordinal) ? type.Name[..^3] : type.Name;

    /// <summary>Gets the name of the schema of a page's items; null for any other schema.</summary>
    public static string? OfItem(string schema) =>
        schema.EndsWith(PageSuffix, StringComparison.Ordinal) ? schema[..^PageSuffix.Length] : null;

    /// <summary>Gets the type of the items of a page; null for any other type.</summary>
    public static Type? ItemOf(Type? type) =>
        type is { IsGenericType: true } && type.GetGenericTypeDefinition() == typeof(Page<>) ? type.GetGenericArguments()[0] : null;
}
