using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.Telemetry;
using Polly.Timeout;

namespace Concierge.Infrastructure.Sms.Gateways;

internal static class GatewayClientRegistration
{
    /// <summary>
    /// Registers <see cref="GatewayClient"/>. <see cref="SmsOptions.Timeout"/> bounds each call. A circuit breaker pauses calls to a
    /// gateway that keeps failing. There are no retries.
    /// </summary>
    public static IServiceCollection AddGatewayClient(this IServiceCollection services)
    {
        var client = services.AddHttpClient<GatewayClient>(http => http.Timeout = Timeout.InfiniteTimeSpan)

            // The loggers of HttpClient write the path, which contains the account at Twilio.
            .RemoveAllLoggers()
            .UseSocketsHttpHandler((handler, _) =>
            {
                (handler.AllowAutoRedirect, handler.UseCookies) = (false, false);

                // Connections are not reused: one that the gateway has closed would leave a message unknown without need.
                handler.PooledConnectionLifetime = TimeSpan.Zero;
            });
        client.AddResilienceHandler("gateway", (pipeline, context) => pipeline
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = new PredicateBuilder<HttpResponseMessage>()
                    .Handle<HttpRequestException>().Handle<TimeoutRejectedException>(),
                FailureRatio = 0.5,
                MinimumThroughput = 20,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = TimeSpan.FromSeconds(5),
            })
            .AddTimeout(context.ServiceProvider.GetRequiredService<IOptions<SmsOptions>>().Value.Timeout.Value));
        client.AddHttpMessageHandler(() => new ResponseBodyHandler());

        // Polly logs exceptions. Their messages can quote the response, which can repeat the number or the text.
        return services.PostConfigure<TelemetryOptions>(telemetry => telemetry.LoggerFactory = NullLoggerFactory.Instance);
    }
}
