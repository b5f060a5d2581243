using Concierge.Api.Authentication;
using Concierge.Api.Http;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Events;

/// <summary>Ends a stream after its lifetime, when the process stops, or when the credentials end, and knows the reason.</summary>
internal sealed class EventStreamEnd : IDisposable
{
    /// <summary>Mean lifetime of a stream. It differs by 20 %, so that streams do not all reconnect at once.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    private readonly CancellationTokenSource lifetime;
    private readonly CancellationTokenSource ended;
    private readonly CredentialWatch.Watched credentials;
    private readonly CancellationToken stopping;
    private readonly TimeSpan drainTime;
    private readonly TimeProvider clock;
    private string? reason;

    public EventStreamEnd(
        HttpContext http, CredentialWatch watch, IHostApplicationLifetime host, IOptions<HttpOptions> options, TimeProvider clock)
    {
        this.clock = clock;
        lifetime = new(Lifetime * (0.8 + 0.4 * Random.Shared.NextDouble()), clock);
        credentials = watch.Open(http.User);
        stopping = host.ApplicationStopping;
        drainTime = options.Value.DrainTime;
        ended = CancellationTokenSource.CreateLinkedTokenSource(
            http.RequestAborted, lifetime.Token, credentials.Ended, host.ApplicationStopping);
    }

    /// <summary>Gets the token that is canceled when the stream must end.</summary>
    public CancellationToken Token => ended.Token;

    /// <summary>Why the stream ends.</summary>
    public string Reason => reason
        ?? (credentials.Ended.IsCancellationRequested ? "credentials" : stopping.IsCancellationRequested ? "shutdown" : "lifetime");

    /// <summary>Sets another reason.</summary>
    public void Because(string other) => reason = other;

    /// <summary>When the process stops, waits for a part of the time that it has, so that clients do not all reconnect at once.</summary>
    public Task DelayAsync(CancellationToken cancellationToken) => Reason == "shutdown"
        ? Task.Delay(drainTime * Random.Shared.NextDouble(), clock, cancellationToken)
        : Task.CompletedTask;

    public void Dispose()
    {
        ended.Dispose();
        credentials.Dispose();
        lifetime.Dispose();
    }
}
