using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Concierge.Api.Tests.Contract;
using OsProcess = System.Diagnostics.Process;

namespace Concierge.Api.Tests.Processes;

/// <summary>
/// The real program in a process of its own, as an operator starts it. For tests of the start, and of behavior that needs a real process.
/// </summary>
internal sealed class ConciergeProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly OsProcess process;
    private readonly ConcurrentQueue<string> output = [];
    private readonly TaskCompletionSource<Uri> address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task reading;
    private readonly Task<string> errors;
    private bool isDisposed;

    private ConciergeProgram(OsProcess process)
    {
        this.process = process;
        reading = ReadAsync();
        errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts the program on a data folder, in Development, on a port that is free.</summary>
    public static ConciergeProgram Start(DataFolder folder, params string[] arguments) =>
        StartWith(
            [], [.. arguments, "--environment", "Development", "--urls", "http://127.0.0.1:0", $"--Database:DataDirectory={folder.Path}"]);

    /// <summary>Starts the program with nothing but these arguments and variables.</summary>
    /// <param name="variables">Variables of its environment.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="openFiles">Maximum number of files that it may open; null for that of the tests.</param>
    public static ConciergeProgram StartWith((string Name, string Value)[] variables, string[] arguments, int? openFiles = null)
    {
        var dotnet = Path.GetFullPath(
            Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        var start = new System.Diagnostics.ProcessStartInfo(dotnet, [Library(), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        if (OperatingSystem.IsLinux())
        {
            // A test run in the background ignores SIGINT, and so would its children: ignored signals stay ignored across execve
            // (signal(7)).
            (start.FileName, start.ArgumentList[0]) = ("env", "--default-signal=INT");
            start.ArgumentList.Insert(1, dotnet);
            start.ArgumentList.Insert(2, Library());
        }

        if (openFiles is { } files)
        {
            string[] command = [start.FileName, .. start.ArgumentList];
            start.FileName = "sh";
            start.ArgumentList.Clear();
            foreach (var word in (string[])["-c", "ulimit -n \"$1\" && shift && exec \"$@\"", "sh", $"{files}", .. command])
            {
                start.ArgumentList.Add(word);
            }
        }

        // As in the process of the tests.
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return new(OsProcess.Start(start)!);
    }

    public int Id => process.Id;

    public IEnumerable<string> Output => output;

    /// <summary>A client of the program, once it listens.</summary>
    public async Task<HttpClient> ListeningAsync()
    {
        if (await Task.WhenAny(address.Task, reading).WaitAsync(Patience) != address.Task && !address.Task.IsCompleted)
        {
            Assert.Fail($"The program ended before it listened:\n{string.Join('\n', output)}\n{await errors}");
        }

        return new HttpClient(new CheckedResponses { InnerHandler = new SocketsHttpHandler() }) { BaseAddress = await address.Task };
    }

    /// <summary>Waits for the end.</summary>
    public async Task<(int Code, string Output, string Errors)> ExitAsync()
    {
        await process.WaitForExitAsync().WaitAsync(Patience);
        await reading.WaitAsync(Patience);
        return (process.ExitCode, string.Join('\n', output), await errors.WaitAsync(Patience));
    }

    /// <summary>Ends the program at once (SIGKILL), and nothing but it.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync().WaitAsync(Patience);
    }

    public Task SignalAsync(string signal) => Processes.SignalAsync(Id, signal);

    public async ValueTask DisposeAsync()
    {
        if (isDisposed)
        {
            return;
        }

        isDisposed = true;
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
    }

    /// <summary>The program beside the tests, or where the program's own project was built.</summary>
    private static string Library()
    {
        var here = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        var (framework, configuration) = (Path.GetFileName(here), Path.GetFileName(Path.GetDirectoryName(here)!));
        var built = Path.Combine(here, "../../../../../src/Api/bin", configuration, framework);
        return new[] { here, Path.GetFullPath(built) }.Select(folder => Path.Combine(folder, "Concierge.Api.dll")).First(library =>
            new[] { library, Path.ChangeExtension(library, "runtimeconfig.json"), Path.ChangeExtension(library, "deps.json") }.All(
                File.Exists));
    }

    private async Task ReadAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            output.Enqueue(line);
            if (Texts.AddressIn(line) is { } found)
            {
                address.TrySetResult(found);
            }
        }
    }
}
