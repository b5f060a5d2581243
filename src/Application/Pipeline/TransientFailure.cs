using System.Data.Common;

namespace Concierge.Application.Pipeline;

/// <summary>
/// Retries reads on a broken connection. After a restart of the database every pooled connection is broken; the first failure clears the
/// pool. Writes are never retried, because a write on a broken connection may have been committed.
/// </summary>
public static class TransientFailure
{
    /// <summary>Runs a read, and once more if its connection was broken.</summary>
    public static async Task<T> RetryOnceAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception exception) when (IsBrokenConnection(exception))
        {
            return await read();
        }
    }

    /// <summary>EF Core wraps transient exceptions. A timeout is not retried, because the second attempt would time out as well.</summary>
    private static bool IsBrokenConnection(Exception? exception) => exception switch
    {
        null => false,
        DbException failure => failure is { IsTransient: true, InnerException: not TimeoutException },
        _ => IsBrokenConnection(exception.InnerException),
    };
}
