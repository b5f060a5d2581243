using System.Net;
using Concierge.Api.Tests.Sms;
using Concierge.Application.Messages;
using Concierge.Domain.Common;
using MediatR;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Api.Tests.Faults;

/// <summary>The whole server goes away, and comes back.</summary>
public sealed class ServerFaultTests(FaultServerFixture faults) : IClassFixture<FaultServerFixture>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Write_WhenServerRestarts_IsStoredIfAcknowledged(bool crashes)
    {
        await using var api = await FaultApi.StartAsync(faults.Databases);
        var ledger = await Ledger.OpenAsync(api);
        await ledger.UntilAcknowledgedAsync();

        await (crashes ? faults.Server.CrashAsync() : faults.Server.StopAsync());
        try
        {
            await ledger.UntilUnavailableAsync(Ledger.All);
            FaultApi.ExpectUnavailable(await api.GetAsync("/health/ready"));
            (await api.GetAsync("/health/live")).Expect(HttpStatusCode.OK);
        }
        finally
        {
            await faults.Server.StartAsync();
        }

        await api.UntilReadyAsync();
        await ledger.UntilAcknowledgedAsync();
        await ledger.CloseAsync();
    }

    [Fact]
    public async Task Write_WhenServerHangs_TimesOutAndIsStoredIfAcknowledged()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), Processes.Processes.LinuxOnly);
        await using var api = await FaultApi.StartAsync(faults.Databases, "Maximum Pool Size=10;Command Timeout=2;Timeout=1");
        var ledger = await Ledger.OpenAsync(api);
        await ledger.UntilAcknowledgedAsync();

        await faults.Server.HangWhileAsync(async () =>
        {
            FaultApi.ExpectUnavailable(await api.GetAsync("/health/ready"));
            await ledger.UntilUnavailableAsync(Ledger.All);
            FaultApi.ExpectUnavailable(await api.GetAsync("/health/ready"));
        });

        await api.UntilReadyAsync();
        await ledger.UntilAcknowledgedAsync();
        await ledger.CloseAsync();
    }

    [Fact]
    public async Task Refusal_WhenServerHangs_TimesOut()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), Processes.Processes.LinuxOnly);
        var (reached, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var api = await FaultApi.StartAsync(
            faults.Databases, "Maximum Pool Size=10;Command Timeout=20;Timeout=1", builder => builder.ConfigureTestServices(
                services => services.AddTransient<IPipelineBehavior<SendMessage, Result<MessageDto>>>(_ => new Stop(reached, goOn.Task))));
        var users = new { sender_id = "nobody", recipient_id = "nobody", body = "Hello" };
        var refusal = api.PostAsync("/messages", users, null, ("Idempotency-Key", "1"));
        await reached.Task;

        await faults.Server.HangWhileAsync(async () =>
        {
            goOn.SetResult();
            FaultApi.ExpectUnavailable(await refusal, "request_timed_out");
        });

        // Until the server has seen that nobody holds the key any more, it is in use.
        var again = await SmsSteps.UntilAsync(
            () => api.PostAsync("/messages", users, null, ("Idempotency-Key", "1")),
            answer => answer.Status != HttpStatusCode.Conflict, answer => answer.Text);
        again.ExpectProblem(HttpStatusCode.BadRequest, "recipient_is_sender");
    }

    [Fact]
    public async Task Get_WhenServerRestartedWithIdlePool_Succeeds()
    {
        await using var api = await FaultApi.StartQuietAsync(faults.Databases);
        var user = await api.AddUserAsync();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => api.GetAsync("/users?q=user")));

        await faults.Server.StopAsync();
        await faults.Server.StartAsync();

        (await api.GetAsync($"/users/{user}")).Expect(HttpStatusCode.OK);
        (await api.GetAsync("/messages")).Expect(HttpStatusCode.OK);
        (await api.GetAsync("/health/ready")).Expect(HttpStatusCode.OK);
    }

    /// <summary>Stops before a use case that is refused without a look at the database.</summary>
    private sealed class Stop(TaskCompletionSource reached, Task goOn) : IPipelineBehavior<SendMessage, Result<MessageDto>>
    {
        public async Task<Result<MessageDto>> Handle(
            SendMessage request, CancellationToken cancellationToken, RequestHandlerDelegate<Result<MessageDto>> next)
        {
            reached.TrySetResult();
            await goOn;
            return await next();
        }
    }
}
