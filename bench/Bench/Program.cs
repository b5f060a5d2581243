using System.Runtime.InteropServices;
using Concierge.Application;
using Concierge.Bench;

try
{
    var settings = Settings.Parse(args);
    using var stop = new CancellationTokenSource(settings.Limit);
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);

    await using var stage = new Stage();
    await stage.StartAsync(stop.Token);
    var report = new Report(settings);
    await (settings.Mode switch
    {
        "against" => Against.RunAsync(stage, settings, report, stop.Token),
        "growth" => Modes.GrowthAsync(stage, settings, report, stop.Token),
        "depth" => Modes.DepthAsync(stage, settings, report, stop.Token),
        "storm" => Modes.StormAsync(stage, settings, report, stop.Token),
        "sms" => Modes.SmsAsync(stage, settings, report, stop.Token),
        "events" => Events.RunAsync(stage, settings, report, stop.Token),
        "webhooks" => Webhooks.RunAsync(stage, settings, report, stop.Token),
        "walk" => Modes.WalkAsync(stage, settings, report, stop.Token),
        _ => Modes.TableAsync(stage, settings, report, stop.Token),
    });
    await report.SaveAsync(stop.Token);
    return 0;

    void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        stop.Cancel();
    }
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("Stopped.");
    return 1;
}
catch (Exception exception)
{
    // An unhandled exception would end the process before the programs that it started are stopped.
    var isExpected = exception is ArgumentException or InvalidOperationException or StartupException;
    await Console.Error.WriteLineAsync(isExpected ? exception.Message : exception.ToString());
    return 1;
}
