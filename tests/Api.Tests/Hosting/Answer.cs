using System.Net;
using System.Text.Json.Nodes;

namespace Concierge.Api.Tests.Hosting;

/// <summary>An answer of the API, read to its end.</summary>
public sealed record Answer(HttpStatusCode Status, string? ContentType, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    public string? ETag => Headers.GetValueOrDefault("ETag");

    public static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new(response.StatusCode, response.Content.Headers.ContentType?.MediaType, text, headers);
    }

    /// <summary>Asserts the status and, below 300, that no problem came with it.</summary>
    public Answer Expect(HttpStatusCode status)
    {
        Assert.True(status == Status, $"Expected {(int)status}, was {(int)Status}: {Text}");
        return this;
    }

    /// <summary>Asserts a whole problem of the contract: status, code, every member, and where it points to.</summary>
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
