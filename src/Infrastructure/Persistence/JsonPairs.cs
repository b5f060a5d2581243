using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Concierge.Infrastructure.Persistence;

/// <summary>
/// Pairs of strings in a column of type json. It keeps the order of the pairs, unlike jsonb, so equal ETags mean equal bytes.
/// </summary>
internal static class JsonPairs
{
    public static PropertyBuilder<IReadOnlyDictionary<string, string>> IsJsonPairs(
        this PropertyBuilder<IReadOnlyDictionary<string, string>> property) =>
        property.HasColumnType("json").HasConversion(
            pairs => Write(pairs),
            json => Read(json),
            new ValueComparer<IReadOnlyDictionary<string, string>>(
                (left, right) => ReferenceEquals(left, right), pairs => pairs.Count, pairs => pairs));

    public static string Write(IReadOnlyDictionary<string, string> pairs) => JsonSerializer.Serialize(pairs, JsonSerializerOptions.Default);

    public static IReadOnlyDictionary<string, string> Read(string json) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(json, JsonSerializerOptions.Default)!;
}
