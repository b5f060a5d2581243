using System.Net;
using System.Text;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Concurrency;
using Concierge.Api.Tests.Hosting;
using static Concierge.Api.Tests.Sms.SmsSteps;

namespace Concierge.Api.Tests.Sms;

public sealed class SmsIdempotencyTests(RecordedSmsFixture api) : IClassFixture<RecordedSmsFixture>
{
    /// <summary>A key that no other test has.</summary>
    private readonly (string, string) key = ("Idempotency-Key", Guid.NewGuid().ToString());

    [Theory]
    [InlineData("/sms-messages")]
    [InlineData("/send-message")]
    public async Task Post_WhenRepeated_ReplaysResponseAndSendsOnce(string path)
    {
        var phone = NewPhone();
        var first = (await api.PostAsync(path, Body(phone), null, key)).Expect(HttpStatusCode.Created);
        var sent = await api.GetUntilAsync(first.Json.SmsId(), "sent");

        ExpectReplay(first, await api.PostAsync(path, Body(phone), null, key));
        ExpectReplay(first, await api.PostAsync("/v1" + path, Body(phone), null, key));

        // What is accepted later is handed over later.
        await api.AddSmsUntilAsync("sent", NewPhone());
        Assert.Single(api.Gateway.To("+1" + phone));
        Assert.Equal([first.Json.SmsId()], Assert.Single(await api.SmsPagesAsync($"/sms-messages?recipient_phone={phone}")));
        Assert.Equal(sent.Text, (await api.GetAsync(first.Headers["Location"])).Text);
    }

    [Fact]
    public async Task Post_WhenRepeatedConcurrently_SendsOnce()
    {
        var phone = NewPhone();

        var answers = await Crowd.RushAsync(_ => api.PostAsync("/sms-messages", Body(phone), null, key));

        var done = answers.Where(answer => answer.Status == HttpStatusCode.Created).ToList();
        Assert.Single(done, answer => !answer.Headers.ContainsKey("Idempotent-Replayed"));
        Assert.All(
            answers.Except(done), answer => answer.ExpectSmsProblem(HttpStatusCode.Conflict, "idempotency_in_progress", secrets: phone));
        var id = Assert.Single(done.Select(answer => answer.Json.SmsId()).Distinct());
        await api.GetUntilAsync(id, "sent");
        await api.AddSmsUntilAsync("sent", NewPhone());
        Assert.Equal(id, Assert.Single(api.Gateway.To("+1" + phone)).Id.ToString());
        Assert.Equal([id], Assert.Single(await api.SmsPagesAsync($"/sms-messages?recipient_phone={phone}")));
    }

    [Theory]
    [InlineData("/sms-messages", "+1{0}", Text)]
    [InlineData("/sms-messages", "{0}", "Another text.")]
    [InlineData("/send-message", "{0}", Text)]
    public async Task Post_WhenKeyBelongsToAnotherRequest_IsRefused(string path, string spelling, string text)
    {
        var phone = NewPhone();
        (await api.PostAsync("/sms-messages", Body(phone), null, key)).Expect(HttpStatusCode.Created);

        (await api.PostAsync(path, Body(spelling.Replace("{0}", phone, StringComparison.Ordinal), text: text), null, key))
            .ExpectSmsProblem(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused", secrets: [phone, text]);
    }

    [Fact]
    public async Task Post_WhenRefused_CanBeCorrectedWithSameKey()
    {
        var phone = NewPhone();
        (await api.PostAsync("/sms-messages", Body(phone + "0"), null, key))
            .ExpectSmsProblem(HttpStatusCode.BadRequest, "phone_invalid", secrets: phone);

        var corrected = (await api.PostAsync("/sms-messages", Body(phone), null, key)).Expect(HttpStatusCode.Created);

        Assert.DoesNotContain("Idempotent-Replayed", corrected.Headers.Keys);
    }

    [Fact]
    public async Task Post_WithKey_StoresNoNumberOrTextUnencrypted()
    {
        var (phone, text) = (NewPhone(), $"secret-{Guid.NewGuid():N}-{Guid.NewGuid():N}");
        (await api.PostAsync("/users", new { name = $"{phone} {text}" })).Expect(HttpStatusCode.Created);
        var records = await api.CountAsync("idempotency_records");
        (string, string) another = ("Idempotency-Key", Guid.NewGuid().ToString());

        var message = (await api.PostAsync("/sms-messages", Body(phone, text: text), null, key)).Expect(HttpStatusCode.Created).Json;
        (await api.PostAsync("/sms-messages/preview", Body(phone, text: text), null, another)).Expect(HttpStatusCode.OK);
        await api.GetUntilAsync(message.SmsId(), "sent");

        Assert.Equal(records + 2, await api.CountAsync("idempotency_records"));
        var tables = ((string)(await api.QueryAsync("SELECT string_agg(tablename, ',') FROM pg_tables WHERE schemaname = 'public'"))!)
            .Split(',');
        Assert.Contains("sms_messages", tables);
        Assert.Contains("idempotency_records", tables);
        foreach (var table in tables)
        {
            // That the user's name is found shows that the search finds.
            var expected = table == "users" ? 1 : 0;
            Assert.Equal((table, expected, expected), (table, await OccurrencesAsync(table, phone), await OccurrencesAsync(table, text)));
        }
    }

    private static void ExpectReplay(Answer first, Answer second)
    {
        second.Expect(HttpStatusCode.Created);
        Assert.Equal((first.Text, first.Headers["Location"], first.ETag), (second.Text, second.Headers["Location"], second.ETag));
        Assert.Equal("true", second.Headers["Idempotent-Replayed"]);
        Assert.DoesNotContain("Idempotent-Replayed", first.Headers.Keys);
    }

    /// <summary>The rows that hold the text in any column: as text, as bytes, or as Base64 of either, whatever it starts at.</summary>
    private async Task<long> OccurrencesAsync(string table, string text)
    {
        // The middle of the text's Base64, which is the same wherever three bytes begin at the same byte of the text.
        var bytes = Encoding.UTF8.GetBytes(text);
        var base64 = Enumerable.Range(0, 3).Select(start => Convert.ToBase64String(bytes.AsSpan(start, (bytes.Length - start) / 3 * 3)));
        string[] spellings = [text, .. base64];
        string[] patterns = [.. spellings, .. spellings.Select(spelling => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(spelling)))];
        return (long)(await api.QueryAsync(
            $"SELECT count(*) FROM \"{table}\" AS r WHERE EXISTS (SELECT FROM unnest(@patterns) AS p WHERE position(p IN r::text) > 0)",
            ("patterns", patterns)))!;
    }
}
