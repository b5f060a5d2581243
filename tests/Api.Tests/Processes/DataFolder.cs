namespace Concierge.Api.Tests.Processes;

/// <summary>A data folder of one test; what still runs on it at the end is stopped before it is deleted.</summary>
internal sealed class DataFolder : IAsyncDisposable
{
    private readonly string root;

    private DataFolder(string root, string path) => (this.root, Path) = (root, path);

    public string Path { get; }

    /// <param name="below">Folders between the temporary folder and the data folder.</param>
    /// <param name="isPrivate">Whether only the owner may enter the parent folder (mode 0700, the default of temporary folders).</param>
    public static DataFolder Create(string below = "", bool isPrivate = false)
    {
        var root = Directory.CreateTempSubdirectory("concierge-run-").FullName;
        if (!isPrivate && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(root, File.GetUnixFileMode(root) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }

        return new(root, System.IO.Path.Combine(root, below, "data"));
    }

    public async ValueTask DisposeAsync()
    {
        if (OperatingSystem.IsLinux())
        {
            foreach (var server in Processes.ServersOf(this))
            {
                await Processes.SignalAsync(server, "INT");
            }

            await Processes.UntilGoneAsync(this);
        }

        Directory.Delete(root, recursive: true);
    }
}
