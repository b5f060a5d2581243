using System.Globalization;

namespace Concierge.Bench;

/// <summary>What to measure, and for how long.</summary>
internal sealed record Settings
{
    public const string Usage = """
        bench/run [mode] [--messages N] [--alternations N] [--seconds N] [--warm-up N] [--express]
          (no mode)   the service against the floor
          --growth    the service at 100,000 messages and at --messages (10,000,000)
          --depth     page 1 against page 10,000 of one list
          --storm     64 clients at one order instant
          --sms       SMS accepted against messages sent
          --walk      a list of --messages (1,000,000) as a stream, and the memory it takes
          --quick     a smoke run: 10,000 messages, one second each
          --express   in the table, also Express + pg with four processes
        """;

    public string Mode { get; private init; } = "table";

    public int Messages { get; private init; } = 100_000;

    public int Alternations { get; private init; } = 4;

    public int Seconds { get; private init; } = 5;

    public int WarmUp { get; private init; } = 10;

    public bool Express { get; private init; }

    /// <summary>Connections that wrk holds open, over two threads.</summary>
    public int Connections { get; private init; } = 32;

    /// <summary>After which the run is given up, whatever it does.</summary>
    public TimeSpan Limit => TimeSpan.FromMinutes(Messages > 1_000_000 ? 45 : 20);

    /// <exception cref="ArgumentException">There is no such argument.</exception>
    public static Settings Parse(string[] args)
    {
        var settings = new Settings();
        for (var i = 0; i < args.Length; i++)
        {
            settings = args[i] switch
            {
                "--growth" => settings with { Mode = "growth", Messages = 10_000_000, WarmUp = 5 },
                "--walk" => settings with { Mode = "walk", Messages = 1_000_000 },
                "--depth" or "--storm" or "--sms" => settings with { Mode = args[i][2..] },
                "--quick" => settings with { Messages = 10_000, Alternations = 1, Seconds = 1, WarmUp = 1 },
                "--express" => settings with { Express = true },
                "--messages" => settings with { Messages = Number(++i) },
                "--alternations" => settings with { Alternations = Number(++i) },
                "--seconds" => settings with { Seconds = Number(++i) },
                "--warm-up" => settings with { WarmUp = Number(++i) },
                _ => throw new ArgumentException(Usage),
            };
        }

        return settings;

        int Number(int at) => at < args.Length && int.TryParse(args[at], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new ArgumentException(Usage);
    }
}
