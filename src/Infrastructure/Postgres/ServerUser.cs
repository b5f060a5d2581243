using System.Diagnostics;
using Concierge.Application;

namespace Concierge.Infrastructure.Postgres;

/// <summary>
/// User that runs the embedded server: the current one, or <c>postgres</c> or <c>nobody</c> under root, because PostgreSQL refuses to run
/// as root.
/// </summary>
internal sealed class ServerUser
{
    private readonly string? name;
    private readonly string[] prefix;

    private ServerUser(string? name, string[] prefix) => (this.name, this.prefix) = (name, prefix);

    /// <summary>Returns a user that can run a server in <paramref name="dataDirectory"/>.</summary>
    /// <exception cref="StartupException">The current user is root, and no other user can enter the directory.</exception>
    public static async Task<ServerUser> FindAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return new(null, []);
        }

        // The capability is for a directory below one that only root may enter, such as /root. It lets the server read and search
        // directories that its user could not (capabilities(7), CAP_DAC_READ_SEARCH).
        foreach (var name in new[] { "postgres", "nobody" })
        {
            foreach (var capabilities in new string[][] { [], ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"] })
            {
                const string As = """user=$1; shift; exec setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups "$@" """;
                string[] prefix = ["sh", "-c", As, "sh", name, .. capabilities];
                var user = new ServerUser(name, prefix);

                // Only entering the directory proves access: test(1) calls access(2), which ignores capabilities.
                if (await user.TryRunAsync(["sh", "-c", "cd \"$1\"", "sh", dataDirectory], cancellationToken))
                {
                    return user;
                }
            }
        }

        throw new StartupException(
            $"PostgreSQL does not run as root, and no other user can enter {dataDirectory}. "
            + "Run the program as another user, set Database__DataDirectory "
            + "to a directory that the user postgres can enter, or set ConnectionStrings__Concierge to a running PostgreSQL.");
    }

    /// <summary>Returns the command line that runs a program as this user.</summary>
    public string[] Command(string[] command) => [.. prefix, .. command];

    /// <summary>Creates a directory that only this user may enter. Fails if anything exists at the path, be it a link.</summary>
    public async Task MakeDirectoryAsync(string path, CancellationToken cancellationToken)
    {
        string[] command = name is null
            ? ["mkdir", "-m", "700", path]
            : ["sh", "-c", """mkdir -m 700 "$2" && chown "$1:$(id -g "$1")" "$2" """, "sh", name, path];
        var (exitCode, output) = await ExecuteAsync(command, cancellationToken);
        if (exitCode != 0)
        {
            throw new StartupException($"{path} could not be created: {output}");
        }
    }

    /// <summary>Runs a program as this user and waits for its end.</summary>
    /// <exception cref="StartupException">The program failed; the message contains its output.</exception>
    public async Task RunAsync(string[] command, CancellationToken cancellationToken)
    {
        var (exitCode, output) = await ExecuteAsync(Command(command), cancellationToken);
        if (exitCode != 0)
        {
            throw new StartupException($"{command[0]} failed: {output}");
        }
    }

    /// <summary>Runs a program as this user and waits for its end. Returns false if it failed.</summary>
    public async Task<bool> TryRunAsync(string[] command, CancellationToken cancellationToken) =>
        (await ExecuteAsync(Command(command), cancellationToken)).ExitCode == 0;

    private static async Task<(int ExitCode, string Output)> ExecuteAsync(string[] command, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = "/",
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, await errors + await output);
        }
        catch (OperationCanceledException)
        {
            // An abandoned initdb must not keep writing to a directory that the next start deletes.
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
