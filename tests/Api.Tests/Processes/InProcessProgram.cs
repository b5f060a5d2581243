using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Text;
using Concierge.Api.Observability;
using Concierge.Api.Tests.Contract;
using Concierge.Api.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Concierge.Api.Tests.Processes;

/// <summary>
/// The real program, run from its entry point inside the test process, which is much faster than a process of its own. Unlike
/// WebApplicationFactory, it has an exit code and console output, and it runs commands. Several programs run at once: the execution context
/// tells whose output it is.
/// </summary>
internal sealed class InProcessProgram : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);
    private static readonly AsyncLocal<InProcessProgram?> Current = new();

    private readonly TaskCompletionSource<IHostApplicationLifetime> built = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CapturedText output = new();
    private readonly CapturedText errors = new();
    private readonly CapturedText log;
    private readonly Task<int> run;

    static InProcessProgram()
    {
        Console.SetOut(new ConsoleSwitch(Console.Out, program => program.output));
        Console.SetError(new ConsoleSwitch(Console.Error, program => program.errors));
        DiagnosticListener.AllListeners.Subscribe(new HostObserver());
    }

    private InProcessProgram(string[] arguments)
    {
        log = arguments[0].StartsWith('-') ? output : errors;
        run = Task.Factory.StartNew(
            () =>
            {
                Current.Value = this;
                return (int)typeof(Program).Assembly.EntryPoint!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [arguments], null)!;
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
    }

    /// <summary>Lines on standard output so far.</summary>
    public IEnumerable<string> Output => output.ToString().Split('\n');

    /// <summary>Starts the program with these arguments.</summary>
    /// <remarks>Without the name of the application, ASP.NET Core would look for controllers in the test assembly.</remarks>
    public static InProcessProgram StartWith(params IEnumerable<string> arguments) =>
        new([.. arguments, "--applicationName=Concierge.Api"]);

    /// <summary>Starts the program in Development on a free port.</summary>
    public static InProcessProgram Start(params IEnumerable<string> arguments) =>
        StartWith([.. arguments, "--environment", "Development", "--urls", "http://127.0.0.1:0"]);

    /// <summary>Starts the program with a data folder, in Development on a free port.</summary>
    public static InProcessProgram Start(DataFolder folder, params IEnumerable<string> arguments) =>
        Start([.. arguments, $"--Database:DataDirectory={folder.Path}"]);

    /// <summary>Runs the program to its end in Development.</summary>
    public static async Task<(int Code, string Output, string Errors)> RunAsync(params IEnumerable<string> arguments)
    {
        await using var program = Start(arguments);
        return await program.ExitAsync();
    }

    /// <summary>Waits until the program listens.</summary>
    /// <returns>A client of the program.</returns>
    public async Task<HttpClient> ListeningAsync()
    {
        Uri? address = null;
        await Poll.UntilAsync(() => (address = Texts.AddressIn(output.ToString())) is not null || run.IsCompleted);
        Assert.True(address is not null, $"The program ended before it listened:\n{output}\n{errors}");
        return new HttpClient(new CheckedResponses { InnerHandler = new SocketsHttpHandler() }) { BaseAddress = address };
    }

    /// <summary>Waits until the program ends.</summary>
    public async Task<(int Code, string Output, string Errors)> ExitAsync()
    {
        var code = await run.WaitAsync(Timeout);
        var text = output.ToString();
        return (code, text.EndsWith('\n') ? text[..^1] : text, errors.ToString());
    }

    /// <summary>Stops the program as a signal does.</summary>
    public async Task StopAsync()
    {
        if (await Task.WhenAny(built.Task, run) == built.Task)
        {
            (await built.Task).StopApplication();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await run.WaitAsync(Timeout);
    }

    /// <summary>Passes on text to the program that writes it, and other text to the console.</summary>
    private sealed class ConsoleSwitch(TextWriter console, Func<InProcessProgram, TextWriter> captured) : TextWriter
    {
        public override Encoding Encoding => console.Encoding;

        private TextWriter Target => Current.Value is { } program ? captured(program) : console;

        public override void Write(char value) => Target.Write(value);

        public override void Write(char[] buffer, int index, int count) => Target.Write(buffer, index, count);

        public override void Write(string? value) => Target.Write(value);

        public override void Flush() => Target.Flush();
    }

    private sealed class CapturedText : TextWriter
    {
        private readonly ConcurrentQueue<string> pieces = [];

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => pieces.Enqueue(value.ToString());

        public override void Write(char[] buffer, int index, int count) => pieces.Enqueue(new(buffer, index, count));

        public override void Write(string? value) => pieces.Enqueue(value ?? "");

        public override string ToString() => string.Concat(pieces);
    }

    /// <summary>Replaces the log of a program and finds its host, by the events that hosting raises for tools and tests.</summary>
    private sealed class HostObserver : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.Extensions.Hosting")
            {
                value.Subscribe(this);
            }
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            switch (value)
            {
                case { Key: "HostBuilding", Value: IHostBuilder builder } when Current.Value is { } program:
                    builder.ConfigureServices(services => services.AddSingleton<LogOutput>(() => new LogStream(program.log)));
                    break;
                case { Key: "HostBuilt", Value: IHost host }:
                    // Resolved now, because a program that refuses to start disposes its services.
                    Current.Value?.built.TrySetResult(host.Services.GetRequiredService<IHostApplicationLifetime>());
                    break;
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
