using Concierge.Infrastructure.Sms;
using Concierge.Infrastructure.Sms.Gateways;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Tests.Sms;

/// <summary>Creates the HTTP client of the gateways without a host.</summary>
internal static class GatewayClients
{
    /// <param name="timeout">Value of <c>Sms:Timeout</c>; 30 seconds if null.</param>
    /// <param name="clock">Clock of timeout and circuit breaker; the system's if null.</param>
    /// <param name="log">Provider of loggers; null for none.</param>
    public static GatewayClient Create(TimeSpan? timeout = null, TimeProvider? clock = null, ILoggerProvider? log = null) =>
        new ServiceCollection()
            .AddSingleton(clock ?? TimeProvider.System)
            .AddLogging(logging =>
            {
                logging.SetMinimumLevel(LogLevel.Trace);
                if (log is not null)
                {
                    logging.AddProvider(log);
                }
            })
            .AddSingleton(Options.Create(new SmsOptions { Timeout = timeout ?? TimeSpan.FromSeconds(30) }))
            .AddGatewayClient()
            .BuildServiceProvider()
            .GetRequiredService<GatewayClient>();
}
