namespace Concierge.Api.Lists;

/// <summary>Content negotiation between a page in JSON and a stream in NDJSON.</summary>
internal static class Ndjson
{
    /// <summary>One JSON value per line, each ended by a line feed (<see href="https://github.com/ndjson/ndjson-spec"/>).</summary>
    public const string ContentType = "application/x-ndjson";

    /// <summary>Whether <c>Accept</c> prefers NDJSON to JSON (RFC 9110 section 12.5.1). A wildcard does not select NDJSON.</summary>
    public static bool IsPreferred(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        return QualityOf(ContentType) > (QualityOf("application/json") ?? QualityOf("application/*") ?? QualityOf("*/*") ?? 0);

        double? QualityOf(string type) =>
            accepted.Where(range => range.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase))
                .Max(range => (double?)(range.Quality ?? 1));
    }
}
