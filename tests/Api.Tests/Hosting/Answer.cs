using System.Net;
using System.Text.Json.Nodes;

namespace Concierge.Api.Tests.Hosting;

/// <summary>Complete response of the API.</summary>
public sealed record Answer(HttpStatusCode Status, string? ContentType, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    public string? ETag => Headers.GetValueOrDefault("ETag");

    /// <summary>The part of the tag that identifies the resource; null without a tag.</summary>
    public string? Resource => ETag is null ? null : ETag[1..(ETag.Split('.')[0].LastIndexOf('-') + 1)];

    /// <summary>The tag without the part that identifies the resource, such as <c>"2"</c> or <c>"2.r"</c>.</summary>
    public string? Tag => ETag?.Replace($"\"{Resource}", "\"", StringComparison.Ordinal);

    public static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new(response.StatusCode, response.Content.Headers.ContentType?.MediaType, text, headers);
    }

    /// <summary>Asserts the status.</summary>
    public Answer Expect(HttpStatusCode status)
    {
        Assert.True(status == Status, $"Expected {(int)status}, was {(int)Status}: {Text}");
        return this;
    }

    /// <summary>Asserts a complete problem of the contract: status, code, all members and, if given, an error's pointer and code.</summary>
    public Answer ExpectProblem(HttpStatusCode status, string code, string? pointer = null, string? errorCode = null)
    {
        Expect(status);
        Assert.Equal("application/problem+json", ContentType);
        var problem = Json.AsObject();
        Assert.Equal(code, (string?)problem["code"]);
        Assert.Equal((int)status, (int?)problem["status"]);
        Assert.Equal("/problems/" + code.Replace('_', '-'), (string?)problem["type"]);
        foreach (var member in new[] { "title", "detail", "instance", "trace_id" })
        {
            Assert.False(string.IsNullOrEmpty((string?)problem[member]), $"{member} is missing: {Text}");
        }

        if (pointer is not null)
        {
            Assert.Contains(
                problem["errors"]?.AsArray() ?? [],
                error => (string?)error!["pointer"] == pointer && (errorCode is null || (string?)error["code"] == errorCode));
        }

        return this;
    }
}
