using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Sms;

/// <summary>Steps of the tests of SMS messages.</summary>
internal static class SmsSteps
{
    /// <summary>Time that no test reaches, so that messages for it stay scheduled.</summary>
    public const string Later = "2099-01-01T00:00:00.000Z";

    public const string Text = "Your visit is at 14:00.";

    /// <summary>Number of exchange codes in an area: 200 to 999.</summary>
    private const int Exchanges = 800;

    private static int lastNumber;

    /// <summary>Makes a unique number of ten digits. The last four select the outcome in the sandbox.</summary>
    public static string NewPhone(string fate = "0001") =>
        PhoneOf(Interlocked.Increment(ref lastNumber), fate);

    /// <summary>Makes the body of a request that sends a message.</summary>
    public static object Body(string phone, string? sendAt = null, string text = Text) => sendAt is null
        ? new { recipient_phone = phone, message_body = text }
        : new { recipient_phone = phone, message_body = text, send_at = sendAt };

    /// <summary>Sends a message.</summary>
    /// <returns>The message in the response.</returns>
    public static async Task<JsonNode> AddSmsAsync(this ApiFixture api, string phone, string? sendAt = null, string text = Text) =>
        (await api.PostAsync("/sms-messages", Body(phone, sendAt, text))).Expect(HttpStatusCode.Created).Json;

    /// <summary>Sends a message and waits until it has this status.</summary>
    public static async Task<JsonNode> AddSmsUntilAsync(this ApiFixture api, string status, string phone, string? sendAt = null) =>
        (await api.GetUntilAsync((await api.AddSmsAsync(phone, sendAt)).SmsId(), status)).Json;

    /// <summary>Polls the message until it has this status.</summary>
    public static Task<Answer> GetUntilAsync(this ApiFixture api, string id, string status) =>
        UntilAsync(
            () => api.GetAsync($"/sms-messages/{id}"),
            answer => answer.Expect(HttpStatusCode.OK).Json.Status() == status, answer => answer.Text);

    /// <summary>Polls until the result meets a condition.</summary>
    /// <returns>That result.</returns>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> look, Predicate<T> isThere, Func<T, string?> describe)
    {
        T found = default!;
        await Poll.UntilAsync(async () => isThere(found = await look()), () => $"The last result was: {describe(found)}");
        return found;
    }

    public static string SmsId(this JsonNode message) => (string)message["message_id"]!;

    public static string Status(this JsonNode message) => (string)message["status"]!;

    /// <summary>Gets the statuses in the history, separated by commas.</summary>
    public static string Statuses(this JsonNode message) =>
        string.Join(",", message["status_history"]!.AsArray().Select(change => (string)change!["status"]!));

    /// <summary>Gets the time at which the message first got the status, as in the response.</summary>
    public static string Since(this JsonNode message, string status) =>
        (string)message["status_history"]!.AsArray().First(change => (string)change!["status"]! == status)!["at"]!;

    /// <summary>Formats an instant like the API.</summary>
    public static string Write(this DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Gets all columns of the row of a message as text; null if there is none.</summary>
    public static async Task<string?> SmsRowAsync(this ApiFixture api, string id) =>
        (string?)await api.QueryAsync("SELECT s::text FROM sms_messages s WHERE id = @id", ("id", Guid.Parse(id)));

    /// <summary>Asserts a problem that contains neither a number nor the text.</summary>
    public static Answer ExpectSmsProblem(
        this Answer answer, HttpStatusCode status, string code, string? pointer = null,
        string? errorCode = null, params IEnumerable<string> secrets)
    {
        answer.ExpectProblem(status, code, pointer, errorCode);
        Assert.All([Text, .. secrets], secret => Assert.DoesNotContain(secret, answer.Text, StringComparison.Ordinal));
        return answer;
    }

    /// <summary>Reads a list to its end by the <c>Link</c> of each page, and asserts that it contains <c>next_cursor</c>.</summary>
    /// <returns>The ids of each page.</returns>
    public static async Task<List<string[]>> SmsPagesAsync(this ApiFixture api, string path)
    {
        var pages = new List<string[]>();
        for (string? next = path; next is not null;)
        {
            Assert.True(pages.Count < 300, "The list does not end.");
            var page = (await api.GetAsync(next)).Expect(HttpStatusCode.OK);
            pages.Add([.. page.Json["items"]!.AsArray().Select(item => item!.SmsId())]);
            var cursor = (string?)page.Json["next_cursor"];
            var link = page.Headers.GetValueOrDefault("Link");
            Assert.Equal(cursor is null, link is null);
            next = link?[1..link.IndexOf('>', StringComparison.Ordinal)];
            Assert.True(
                link is null || (link == $"<{next}>; rel=\"next\"" && next!.Contains($"cursor={cursor}", StringComparison.Ordinal)), link);
        }

        return pages;
    }

    private static string PhoneOf(int number, string fate) => $"{200 + number / Exchanges}{200 + number % Exchanges}{fate}";
}
