namespace Concierge.Bench;

/// <summary>A temporary git worktree of a commit.</summary>
internal sealed class Worktree : IAsyncDisposable
{
    private Worktree(string path, string commit) => (Path, Commit) = (path, commit);

    public string Path { get; }

    /// <summary>Gets the abbreviated id of the commit.</summary>
    public string Commit { get; }

    /// <summary>Checks a commit out, whatever names it: an id, a branch, a tag, HEAD~3.</summary>
    /// <exception cref="InvalidOperationException">There is no such commit.</exception>
    public static async Task<Worktree> AddAsync(string path, string commit)
    {
        // Not cancellable: an interrupted checkout could not be removed with git.
        var id = (await GitAsync("rev-parse", "--short", "--verify", "--end-of-options", $"{commit}^{{commit}}")).Trim();
        await GitAsync("worktree", "add", "--quiet", "--detach", path, id);
        return new(path, id);
    }

    /// <summary>Gets the id of the commit that the repository is at, with a mark when files have been changed since.</summary>
    public static async Task<string> DescribeAsync() => (await GitAsync("describe", "--always", "--exclude=*", "--dirty=, changed")).Trim();

    public async ValueTask DisposeAsync() => await GitAsync("worktree", "remove", "--force", Path);

    private static Task<string> GitAsync(params string[] arguments) =>
        Server.RunAsync(["git", "-C", Stage.Root, .. arguments], [], CancellationToken.None);
}
