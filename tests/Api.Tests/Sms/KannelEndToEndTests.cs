using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Hosting;
using Concierge.Domain.Sms;
using Concierge.Infrastructure.Sms;
using Concierge.Infrastructure.Sms.Gateways;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Tests.Sms;

/// <summary>A real Kannel submits messages to a simulated operator and reports back over HTTP.</summary>
public sealed class KannelEndToEndTests(TestDatabases databases)
{
    private static readonly string[] Texts =
    [
        "Hi @[]{}\u20AC ~^|\\ ",
        "Grüße, ÄÖÜäöüß & 100% + 1 = ?",
        "\U0001F600 Grüße \U0001F468\u200D\U0001F469\u200D\U0001F467",
        "\u4F60\u597D \u0107",
        string.Concat(Enumerable.Repeat("0123456789 äöü [20 \u20AC] ", 12)) + ".",
        string.Concat(Enumerable.Repeat("\U0001F600 \u20AC ab", 40)) + ".",
    ];

    [Fact]
    public async Task Send_ThroughKannel_ArrivesUnchangedAndIsReportedDelivered()
    {
        Assert.SkipUnless(KannelProcesses.Missing is null, KannelProcesses.Missing ?? "");
        var connectionString = await databases.CreateAsync();
        await using var kannel = await KannelProcesses.StartAsync();
        await using var factory = new WebApplicationFactory<Program>().WithWebHostBuilder(builder => builder
            .UseDatabase(connectionString)
            .UseSetting("urls", "http://127.0.0.1:0")
            .UseSetting("Sms:Gateway", "Kannel")
            .UseSetting("Sms:PublicUrl", "http://127.0.0.1")
            .UseSetting("Sms:Kannel:Url", kannel.Url)
            .UseSetting("Sms:Kannel:Username", KannelProcesses.Username)
            .UseSetting("Sms:Kannel:Password", KannelProcesses.Password)
            .UseSetting("Sms:Kannel:MaxParts", "20")
            .UseSetting("Sms:Kannel:From", "12345"));
        factory.UseKestrel();
        factory.StartServer();
        using var client = new HttpClient { BaseAddress = factory.ClientOptions.BaseAddress }.WithKey();

        // The port is known only after the start.
        factory.Services.GetRequiredService<IOptions<SmsOptions>>().Value.PublicUrl = client.BaseAddress!.ToString();

        var sent = new List<(string Id, string Phone, SmsText Text)>();
        foreach (var text in Texts)
        {
            var phone = GatewaySteps.NewPhone();
            using var response = await client.PostAsJsonAsync(
                "/sms-messages", new { recipient_phone = phone, message_body = text }, TestContext.Current.CancellationToken);
            sent.Add(
                ((string)(await Answer.ReadAsync(response)).Expect(HttpStatusCode.Created).Json["message_id"]!, phone, SmsText.From(text)));
        }

        foreach (var (id, phone, text) in sent)
        {
            JsonNode sms = null!;
            await Poll.UntilAsync(async () =>
                (bool)(sms = (await client.GetFromJsonAsync<JsonNode>(
                    $"/sms-messages/{id}", TestContext.Current.CancellationToken))!)["is_final"]!);

            Assert.Equal(("delivered", 1), ((string?)sms["status"], (int?)sms["attempts"]));
            var (arrived, parts) = kannel.ArrivedAt(phone, text.Encoding);
            Assert.Equal(text.Value, arrived);
            Assert.Equal(text.Segments > 1, parts > 1);
        }
    }

    [Fact]
    public async Task Send_WithWrongPassword_IsRetryable()
    {
        Assert.SkipUnless(KannelProcesses.Missing is null, KannelProcesses.Missing ?? "");
        await using var kannel = await KannelProcesses.StartAsync();
        using var request = new HttpRequestMessage(
            HttpMethod.Get, kannel.Url + "?username=concierge&password=wrong&to=%2B15557391846&text=Hi");

        var outcome = await GatewayClients.Create().SendAsync(
            request, response => GatewayClient.ReadStatus(response, "Kannel") ?? new SendOutcome.Accepted(),
            TestContext.Current.CancellationToken);

        Assert.Equal(new SendOutcome.Retryable("Kannel refused the credentials or the address (HTTP 403). Check the settings."), outcome);
    }
}
