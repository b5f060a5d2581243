namespace Concierge.Api.Tests.Concurrency;

/// <summary>Many clients at once.</summary>
internal static class Crowd
{
    /// <summary>How many clients rush at one thing.</summary>
    public const int Size = 32;

    /// <summary>Starts one client per number from 0 and holds them until the last one is ready. Returns the result of each.</summary>
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

    /// <summary>How many answers had which status, as text that shows everything when it is not as expected.</summary>
    public static string Statuses(IEnumerable<Hosting.Answer> answers) =>
        string.Join(
            ", ",
            answers.GroupBy(answer => (int)answer.Status).OrderBy(group => group.Key).Select(group => $"{group.Count()} x {group.Key}"));
}
