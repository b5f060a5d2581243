using System.Diagnostics;
using Concierge.Application;

namespace Concierge.Infrastructure.Postgres;

/// <summary>
/// The user that the embedded server runs as: this one, or, as PostgreSQL refuses to run as root, <c>postgres</c> or <c>nobody</c>.
/// </summary>
internal sealed class ServerUser
{
    private readonly string? name;
    private readonly string[] prefix;

    private ServerUser(string? name, string[] prefix) => (this.name, this.prefix) = (name, prefix);

    /// <summary>The user who can run a server below <paramref name="dataDirectory"/>.</summary>
    /// <exception cref="StartupException">Under root, when no other user can.</exception>
    public static async Task<ServerUser> FindAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return new(null, []);
        }

        // The second way is for a folder below one that only root may enter (/root, a private temporary folder): the server may then search folders
        // that its user could not, and nothing else (capabilities(7), CAP_DAC_READ_SEARCH).
        foreach (var name in new[] { "postgres", "nobody" })
        {
            foreach (var capabilities in new string[][] { [], ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"] })
            {
                string[] prefix = ["sh", "-c", """user=$1; shift; exec setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups "$@" """, "sh", name, .. capabilities];
                var user = new ServerUser(name, prefix);

                // Entering is the test: access(2), which test(1) asks, leaves capabilities out.
                if (await user.TryRunAsync(["sh", "-c", "cd \"$1\"", "sh", dataDirectory], cancellationToken))
                {
                    return user;
                }
            }
        }

        throw new StartupException(
            $"PostgreSQL does not run as root, and no other user can enter {dataDirectory}. Run the program as another user, set Database__DataDirectory "
            + "to a folder that the user postgres can enter, or set ConnectionStrings__Concierge to a running PostgreSQL.");
    }

    /// <summary>The command line that runs a program as this user.</summary>
    public string[] Command(string[] command) => [.. prefix, .. command];

    /// <summary>Makes a folder that this user alone may enter.</summary>
    public async Task MakeDirectoryAsync(string path, CancellationToken cancellationToken)
    {
        string[] command = name is null
            ? ["install", "-d", "-m", "700", path]
            : ["sh", "-c", """exec install -d -m 700 -o "$1" -g "$(id -g "$1")" "$2" """, "sh", name, path];
        var (exitCode, output) = await ExecuteAsync(command, cancellationToken);
        if (exitCode != 0)
        {
            throw new StartupException($"{path} could not be made: {output}");
        }
    }

    /// <summary>Runs a program as this user to its end.</summary>
    /// <exception cref="StartupException">It failed; the message holds what it said.</exception>
    public async Task RunAsync(string[] command, CancellationToken cancellationToken)
    {
        var (exitCode, output) = await ExecuteAsync(Command(command), cancellationToken);
        if (exitCode != 0)
        {
            throw new StartupException($"{command[0]} failed: {output}");
        }
    }

    /// <summary>Runs a program as this user to its end; false when it failed.</summary>
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
            // An initdb that nobody waits for must not go on in a folder that the next start clears away.
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
