using Concierge.Api.Tests.Hosting;
using Concierge.Domain.Sms;
using Concierge.Infrastructure.Sms;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Tests.Sms;

public sealed class DispatcherStopTests(TestDatabases databases)
{
    /// <summary>A gateway timeout that is longer than the host's default time to stop, 30 seconds.</summary>
    [Fact]
    public async Task Stop_WhenAttemptIsOpen_RecordsItsOutcomeFirst()
    {
        await using var api = await DispatchingApi.StartAsync(databases, null, ("Timeout", "00:10:00"), ("Lease", "00:20:00"));
        var answer = new TaskCompletionSource<SendOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        api.Gateway.Answer = _ => answer.Task;
        var id = await api.AcceptAsync();
        await api.UntilSubmittedAsync(1);

        // The dispatcher stops taking messages before this call returns. The host then waits for it, as on SIGTERM.
        var dispatcher = api.Services.GetServices<IHostedService>().OfType<SmsDispatcher>().Single();
        _ = dispatcher.StopAsync(CancellationToken.None);
        var stopping = api.Services.GetRequiredService<IHost>().StopAsync(TestContext.Current.CancellationToken);
        var timeToStop = api.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout;
        Assert.True(timeToStop > TimeSpan.FromMinutes(10), $"The host waits for {timeToStop} only.");
        Assert.False(stopping.IsCompleted);

        answer.SetResult(new SendOutcome.Accepted());
        await stopping;

        Assert.Equal("sent", await api.QueryAsync("SELECT status FROM sms_messages WHERE id = @id", ("id", id.Value)));
    }
}
