namespace Concierge.Api.Tests.Concurrency;

/// <summary>Concurrent clients.</summary>
internal static class Crowd
{
    /// <summary>Default number of clients.</summary>
    public const int Size = 32;

    /// <summary>Starts one client per number from 0 and releases them together.</summary>
    /// <returns>The result of each client.</returns>
    public static async Task<T[]> RushAsync<T>(int clients, Func<int, Task<T>> act)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var tasks = Enumerable.Range(0, clients).Select(async client =>
        {
            await start.Task;
            return await act(client);
        }).ToArray();
        start.SetResult();
        return await Task.WhenAll(tasks);
    }

    public static Task<T[]> RushAsync<T>(Func<int, Task<T>> act) => RushAsync(Size, act);

    /// <summary>Counts the responses by status, as text for assertions.</summary>
    public static string Statuses(IEnumerable<Hosting.Answer> answers) =>
        string.Join(
            ", ",
            answers.GroupBy(answer => (int)answer.Status).OrderBy(group => group.Key).Select(group => $"{group.Count()} x {group.Key}"));
}
