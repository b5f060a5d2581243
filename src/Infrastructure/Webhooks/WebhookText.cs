using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Concierge.Infrastructure.Webhooks;

/// <summary>Converts values of enumerations to the text of the database, which is that of the API: <c>http_status</c>.</summary>
internal static class WebhookText
{
    [return: NotNullIfNotNull(nameof(value))]
    public static string? Of<T>(T? value) where T : struct, Enum =>
        value is null ? null : JsonNamingPolicy.SnakeCaseLower.ConvertName(value.Value.ToString());

    public static string Of<T>(T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>Reads what <see cref="Of{T}(T)"/> wrote.</summary>
    public static T Read<T>(string text) where T : struct, Enum =>
        Enum.Parse<T>(text.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
}
