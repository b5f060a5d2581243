using System.Diagnostics;
using System.Reflection;
using System.Text;
using Concierge.Api.Observability;
using Concierge.Api.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Concierge.Api.Tests.Processes;

/// <summary>
/// The real program, run from its entry point inside the test process. That is much faster than a process of its own. The console output is
/// told apart from other output by the execution context that writes it.
/// </summary>
internal sealed class InProcessProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly AsyncLocal<InProcessProgram?> Current = new();

    private readonly TaskCompletionSource<Uri> address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<IHostApplicationLifetime> built = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConsoleText output;
    private readonly ConsoleText errors = new();
    private readonly ConsoleText log;
    private readonly Task<int> run;

    static InProcessProgram()
    {
        Console.SetOut(new ConsoleSwitch(Console.Out, program => program.output));
        Console.SetError(new ConsoleSwitch(Console.Error, program => program.errors));
        DiagnosticListener.AllListeners.Subscribe(new HostWatch());
    }

    private InProcessProgram(string[] arguments)
    {
        output = new(written =>
        {
            if (Texts.AddressIn(written) is { } found)
            {
                address.TrySetResult(found);
            }
        });
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

    public IEnumerable<string> Output => output.ToString().Split('\n');

    /// <summary>Starts the program with these arguments.</summary>
    /// <remarks>Where an application is not named, the process is taken for it, and controllers are looked for in the tests.</remarks>
    public static InProcessProgram StartWith(params IEnumerable<string> arguments) =>
        new([.. arguments, "--applicationName=Concierge.Api"]);

    /// <summary>Starts the program with these arguments, in Development, on a port that is free.</summary>
    public static InProcessProgram Start(params IEnumerable<string> arguments) =>
        StartWith([.. arguments, "--environment", "Development", "--urls", "http://127.0.0.1:0"]);

    /// <summary>Starts the program on a data folder, in Development, on a port that is free.</summary>
    public static InProcessProgram Start(DataFolder folder, params IEnumerable<string> arguments) =>
        Start([.. arguments, $"--Database:DataDirectory={folder.Path}"]);

    /// <summary>Runs the program with these arguments to its end, in Development.</summary>
    public static async Task<(int Code, string Output, string Errors)> RunAsync(params IEnumerable<string> arguments)
    {
        await using var program = Start(arguments);
        return await program.ExitAsync();
    }

    /// <summary>A client of the program, once it listens.</summary>
    public async Task<HttpClient> ListeningAsync()
    {
        if (await Task.WhenAny(address.Task, run).WaitAsync(Patience) != address.Task)
        {
            Assert.Fail($"The program ended before it listened:\n{output}\n{errors}");
        }

        return new HttpClient { BaseAddress = await address.Task };
    }

    /// <summary>Waits for the end.</summary>
    public async Task<(int Code, string Output, string Errors)> ExitAsync()
    {
        var code = await run.WaitAsync(Patience);
        var text = output.ToString();
        return (code, text.EndsWith('\n') ? text[..^1] : text, errors.ToString());
    }

    /// <summary>Has the program stop, as a signal does.</summary>
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
        await run.WaitAsync(Patience);
    }

    /// <summary>Writes what a program writes to that program's own text, and everything else where it was written before.</summary>
    private sealed class ConsoleSwitch(TextWriter others, Func<InProcessProgram, TextWriter> own) : TextWriter
    {
        public override Encoding Encoding => others.Encoding;

        private TextWriter Target => Current.Value is { } program ? own(program) : others;

        public override void Write(char value) => Target.Write(value);

        public override void Write(char[] buffer, int index, int count) => Target.Write(buffer, index, count);

        public override void Write(string? value) => Target.Write(value);

        public override void Flush() => Target.Flush();
    }

    private sealed class ConsoleText(Action<string>? written = null) : TextWriter
    {
        private readonly Lock guard = new();
        private readonly StringBuilder text = new();

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => Write(value.ToString());

        public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

        public override void Write(string? value)
        {
            lock (guard)
            {
                text.Append(value);
            }

            written?.Invoke(value ?? "");
        }

        public override string ToString()
        {
            lock (guard)
            {
                return text.ToString();
            }
        }
    }

    /// <summary>Finds the host that a program builds, by the event that hosting raises for tools and tests.</summary>
    private sealed class HostWatch : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
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
