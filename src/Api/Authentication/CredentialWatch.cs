using System.Collections.Concurrent;
using System.Security.Claims;
using Concierge.Application.Access;
using Concierge.Application.Pipeline;

namespace Concierge.Api.Authentication;

/// <summary>
/// Ends what outlives a request, such as a stream, when the credentials of its caller end: within two seconds of a revocation, of the
/// expiry, or of the deactivation of the user. One statement a second checks all credentials in use.
/// </summary>
internal sealed partial class CredentialWatch(IServiceScopeFactory scopes, TimeProvider clock, ILogger<CredentialWatch> logger)
    : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Watched, Credential> open = new();

    /// <summary>
    /// Watches the credentials of a caller until the result is disposed. A caller without credentials, in Development mode, never ends.
    /// </summary>
    public Watched Open(ClaimsPrincipal caller)
    {
        var watched = new Watched(this, Caller.CredentialOf(caller));
        if (watched.Credential is { } credential)
        {
            open[watched] = credential;
        }

        return watched;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await EndAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // The database may be unavailable. The next tick retries, and no page is read without a check of its own.
                NotChecked(logger, exception);
            }
        }
    }

    private async Task EndAsync(CancellationToken cancellationToken)
    {
        var current = open.ToArray();
        if (current.Length == 0)
        {
            return;
        }

        var ended = await FindEndedAsync([.. current.Select(entry => entry.Value).Distinct()], cancellationToken);
        foreach (var (watched, _) in current.Where(entry => ended.Contains(entry.Value)))
        {
            watched.End();
        }
    }

    private Task<IReadOnlySet<Credential>> FindEndedAsync(IReadOnlyList<Credential> credentials, CancellationToken cancellationToken) =>
        TransientFailure.RetryOnceAsync(async () =>
        {
            await using var scope = scopes.CreateAsyncScope();
            return await scope.ServiceProvider.GetRequiredService<ICredentialReader>().FindEndedAsync(credentials, cancellationToken);
        });

    [LoggerMessage(Level = LogLevel.Warning, Message = "The credentials of open streams could not be checked; the next attempt follows")]
    private static partial void NotChecked(ILogger logger, Exception exception);

    /// <summary>The credentials of a caller while they are watched.</summary>
    public sealed class Watched : IDisposable
    {
        private readonly CredentialWatch watch;

        /// <summary>Not disposed, because the watch may cancel it at any time. It has no timer, so there is nothing to release.</summary>
        private readonly CancellationTokenSource ended = new();

        internal Watched(CredentialWatch watch, Credential? credential) => (this.watch, Credential) = (watch, credential);

        /// <summary>Gets the token that is canceled when the credentials have ended.</summary>
        public CancellationToken Ended => ended.Token;

        internal Credential? Credential { get; }

        /// <summary>Checks the credentials now, as a request would.</summary>
        /// <exception cref="OperationCanceledException">They have ended.</exception>
        public async Task CheckAsync(CancellationToken cancellationToken)
        {
            if (Credential is { } credential && (await watch.FindEndedAsync([credential], cancellationToken)).Count > 0)
            {
                End();
            }

            Ended.ThrowIfCancellationRequested();
        }

        public void Dispose() => watch.open.TryRemove(this, out _);

        internal void End() => ended.Cancel();
    }
}
