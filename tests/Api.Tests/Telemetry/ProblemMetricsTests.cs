using System.Net;
using Concierge.Api.Tests.Access;
using Concierge.Api.Tests.Hosting;
using Concierge.Domain.Access;
using Concierge.Domain.Sms;
using Concierge.Infrastructure.Sms.Gateways;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Api.Tests.Telemetry;

/// <summary>What an operator sees of an attack.</summary>
public sealed class ProblemMetricsTests(TestDatabases databases)
{
    private const string Reports = "/sms-messages/delivery-reports/sandbox";

    [Fact]
    public async Task Responses_WhenRefused_AreCountedByStatusAndCode()
    {
        await using var api = await LimitedApi.StartAsync(
            databases, ("RateLimit:Anonymous:Requests", "3"), ("RateLimit:Anonymous:Window", "1.00:00:00"));
        var key = await api.AddKeyAsync(Scopes.Orders);
        using var problems = new Measurements(api.Services, "concierge.problems");

        (await api.AskAsync("/users", null)).Expect(HttpStatusCode.Unauthorized);
        (await api.AskAsync("/users", "ck_guessed")).Expect(HttpStatusCode.Unauthorized);
        (await api.AskAsync(Reports, null)).Expect(HttpStatusCode.Unauthorized);
        (await api.AskAsync(Reports, null)).Expect(HttpStatusCode.TooManyRequests);
        (await api.AskAsync("/users", null)).Expect(HttpStatusCode.TooManyRequests);
        (await api.AskAsync("/users", key)).Expect(HttpStatusCode.Forbidden);
        (await api.AskAsync("/orders/nothing", key)).Expect(HttpStatusCode.NotFound);

        Assert.Equal(
            [
                "401 delivery_report_not_authentic: 1", "401 unauthorized: 2", "403 forbidden: 1", "404 order_not_found: 1",
                "429 rate_limited: 2",
            ],
            problems.Sums);
    }

    [Fact]
    public async Task Responses_WhenAccepted_AreNotCounted()
    {
        await using var api = await LimitedApi.StartAsync(databases);
        using var problems = new Measurements(api.Services, "concierge.problems");

        (await api.AskAsync("/users", Credentials.Key)).Expect(HttpStatusCode.OK);
        (await api.AskAsync("/health/ready", null)).Expect(HttpStatusCode.OK);
        (await api.AskAsync(
            QueryHelpers.AddQueryString(
                Reports, api.Services.GetRequiredService<ReportTokens>().QueryFor(SmsMessageId.From(Guid.CreateVersion7().ToString()))!),
            null)).Expect(HttpStatusCode.NoContent);

        Assert.Empty(problems.Sums);
    }
}
