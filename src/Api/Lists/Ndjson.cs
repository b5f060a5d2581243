namespace Concierge.Api.Lists;

/// <summary>Content negotiation between a page in JSON and a stream in NDJSON.</summary>
internal static class Ndjson
{
    /// <summary>One JSON value per line, each ended by a line feed (<see href="https://github.com/ndjson/ndjson-spec"/>).</summary>
    public const string ContentType = "application/x-ndjson";

    /// <summary>Maximum size of the pages that a stream reads, in bytes: what a client that does not read holds in memory.</summary>
    public const int PageBytes = 128 * 1024;

    /// <summary>
    /// Whether <c>Accept</c> prefers NDJSON to JSON (RFC 9110 section 12.5.1). JSON is the default where both have the same weight. A
    /// wildcard selects NDJSON only where JSON is excluded by <c>q=0</c>.
    /// </summary>
    public static bool IsPreferred(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        var wildcard = QualityOf("application/*") ?? QualityOf("*/*") ?? 0;
        var json = QualityOf("application/json") ?? wildcard;
        return (QualityOf(ContentType) ?? (json == 0 ? wildcard : 0)) > json;

        double? QualityOf(string type) =>
            accepted.Where(range => range.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase))
                .Max(range => (double?)(range.Quality ?? 1));
    }
}
