using System.Data.Common;

namespace Concierge.Application.Pipeline;

/// <summary>
/// After a restart of the database every connection in the pool is dead, and the first to find out has the pool cleared. What only reads is then asked again.
/// What writes is never repeated: nobody knows whether a write whose connection broke was done.
/// </summary>
public static class TransientFailure
{
    /// <summary>Asks, and once more if the connection turned out to be dead.</summary>
    public static async Task<T> RetryOnceAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception exception) when (IsDead(exception))
        {
            return await ask();
        }
    }

    /// <summary>EF Core wraps what it takes for transient. A database that lets a request wait until its time is over would only do so again.</summary>
    private static bool IsDead(Exception? exception) => exception switch
    {
        null => false,
        DbException failure => failure is { IsTransient: true, InnerException: not TimeoutException },
        _ => IsDead(exception.InnerException),
    };
}
