using System.Globalization;

namespace Concierge.Bench;

/// <summary>What to measure, and for how long.</summary>
internal sealed record Settings
{
    public const string Usage = """
        bench/run [mode] [options]
        Modes; without one, the service is compared with the floor:
          --against COMMIT  compare this build with the build of another commit
          --growth          compare 10,000,000 messages with 100,000
          --depth           compare page 10,000 of a list with page 1
          --storm           64 clients order one time at once
          --sms             compare accepting SMS with sending messages
          --walk            read 1,000,000 messages as one stream, and measure the memory
          --events          open 2,000 streams of events, and measure their memory and latency
          --webhooks        deliver 20,000 events, and measure the lag of fast endpoints beside a slow one
        Options, after the mode:
          --messages N      rows of the data set
          --alternations N  rounds
          --seconds N       time of one measurement
          --warm-up N       seconds of warm-up per operation
          --operations A,B  with --against: only these operations
          --streams N       with --events: number of streams, at most 10,000
          --express         without a mode: also Express + pg with four processes
          --quick           a smoke run: 10,000 messages, one round, one second each
        """;

    public string Mode { get; private init; } = "table";

    public string Against { get; private init; } = "";

    public int Messages { get; private init; } = 100_000;

    public int Alternations { get; private init; } = 4;

    public int Seconds { get; private init; } = 5;

    public int WarmUp { get; private init; } = 10;

    /// <summary>Gets the operations to compare two builds by; empty for all.</summary>
    public IReadOnlyList<string> Only { get; private init; } = [];

    public bool Express { get; private init; }

    /// <summary>Gets the number of streams of events.</summary>
    public int Streams { get; private init; } = 2000;

    /// <summary>Gets the number of connections that wrk keeps open, over two threads.</summary>
    public int Connections { get; private init; } = 32;

    /// <summary>Gets the time after which the run is stopped.</summary>
    public TimeSpan Limit => TimeSpan.FromMinutes(Messages > 1_000_000 || Mode == "against" ? 45 : 20);

    /// <exception cref="ArgumentException">An argument is unknown or has no valid value.</exception>
    public static Settings Parse(string[] args)
    {
        var settings = new Settings();
        for (var i = 0; i < args.Length; i++)
        {
            settings = args[i] switch
            {
                "--against" => settings with { Mode = "against", Against = Text(++i), Alternations = 6, Seconds = 4, WarmUp = 2 },
                "--growth" => settings with { Mode = "growth", Messages = 10_000_000, WarmUp = 5 },
                "--events" => settings with { Mode = "events", Seconds = 20, WarmUp = 5 },
                "--webhooks" => settings with { Mode = "webhooks", Seconds = 20 },
                "--walk" => settings with { Mode = "walk", Messages = 1_000_000 },
                "--depth" or "--storm" or "--sms" => settings with { Mode = args[i][2..] },
                "--quick" => settings with { Messages = 10_000, Alternations = 1, Seconds = 1, WarmUp = 1 },
                "--express" => settings with { Express = true },
                "--messages" => settings with { Messages = Number(++i) },
                "--streams" => settings with { Streams = Number(++i) },
                "--alternations" => settings with { Alternations = Number(++i) },
                "--seconds" => settings with { Seconds = Number(++i) },
                "--warm-up" => settings with { WarmUp = Number(++i) },
                "--operations" => settings with { Only = Names(++i) },
                _ => throw new ArgumentException(Usage),
            };
        }

        return settings.Streams is > 1 and <= DataSet.Users ? settings : throw new ArgumentException(Usage);

        string Text(int at) => at < args.Length ? args[at] : throw new ArgumentException(Usage);

        int Number(int at) => int.TryParse(Text(at), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new ArgumentException(Usage);

        string[] Names(int at)
        {
            string[] known = [.. Operations.OfBuilds.SelectMany(group => group)];
            var names = Text(at).Split(',');
            return names.All(known.Contains)
                ? names
                : throw new ArgumentException($"--operations takes a list of these: {string.Join(',', known)}.");
        }
    }

    public bool Measures(string operation) => Only.Count == 0 || Only.Contains(operation);
}
