using System.Globalization;

namespace Concierge.Bench;

/// <summary>The mode that compares the build of the working tree with the build of another commit.</summary>
internal static class Against
{
    /// <summary>
    /// Measures every operation with both builds in turn, each on its own database of the same rows. Every round starts both programs anew:
    /// two processes of one build differ by some per cent, and the spread over the rounds must show that.
    /// </summary>
    public static async Task RunAsync(Stage stage, Settings settings, Report report, CancellationToken cancellationToken)
    {
        Console.WriteLine($"Building {settings.Against}.");
        var other = await stage.BuildAsync(settings.Against, cancellationToken);
        var current = Stage.Current with { Name = "this" };
        report.Note(current.Name, await Worktree.DescribeAsync());
        report.Note("other", other.Name);
        Contender[] contenders =
        [
            await Contender.LoadAsync(stage, settings, current, "this_build", cancellationToken),
            await Contender.LoadAsync(stage, settings, other with { Name = "other" }, "other_build", cancellationToken),
        ];

        var groups = Operations.OfBuilds.Select(group => group.Where(settings.Measures).ToArray());
        var isChecked = false;
        foreach (var operations in groups.Where(group => group.Length > 0))
        {
            for (var round = 0; round < settings.Alternations; round++)
            {
                Contender[] turn = [.. Modes.Turn(contenders, round)];
                foreach (var contender in turn)
                {
                    await contender.StartAsync(stage, cancellationToken);
                }

                if (!isChecked)
                {
                    // Before the first write: each build then adds as many rows as it can.
                    await Modes.CheckSameAsync(turn[0].Server, turn[0].Key, turn[1].Server, turn[1].Key, cancellationToken);
                    isChecked = true;
                }

                await MeasureAsync(turn, operations, report, cancellationToken);
                foreach (var contender in turn)
                {
                    await contender.StopAsync(stage);
                }

                Console.WriteLine($"Round {round + 1} of {settings.Alternations}: {string.Join(", ", operations)}.");
            }
        }

        report.WriteVerdicts("this", "other");
        foreach (var contender in contenders)
        {
            contender.WriteNotes(report);
        }
    }

    private static async Task MeasureAsync(Contender[] turn, string[] operations, Report report, CancellationToken cancellationToken)
    {
        await Task.WhenAll(turn.Select(contender => contender.Server.RestAsync(cancellationToken)));
        foreach (var operation in operations)
        {
            foreach (var contender in turn)
            {
                var path = await contender.PathOfAsync(operation, cancellationToken);
                await contender.Driver.WarmUpAsync(contender.Server, operation, cancellationToken, path);
            }
        }

        foreach (var operation in operations)
        {
            foreach (var contender in turn)
            {
                var path = await contender.PathOfAsync(operation, cancellationToken);
                report.Add([await contender.Driver.MeasureAsync(contender.Server, operation, cancellationToken, path)]);
            }
        }
    }

    /// <summary>A build with its database and, during a round, its server.</summary>
    private sealed class Contender(Product product, DataSet data, Driver driver, string key)
    {
        private readonly List<double> starts = [];
        private readonly List<double> idle = [];
        private readonly List<double> peaks = [];
        private string? deepPage;

        public Driver Driver => driver;

        public string Key => key;

        public Server Server { get; private set; } = null!;

        public static async Task<Contender> LoadAsync(
            Stage stage, Settings settings, Product product, string database, CancellationToken cancellationToken)
        {
            var data = new DataSet(settings.Messages, database);
            var key = await Modes.LoadAsync(stage, data, product, cancellationToken);
            return new(product, data, new Driver(settings, data, stage.Postmaster, key), key);
        }

        public async Task StartAsync(Stage stage, CancellationToken cancellationToken) =>
            Server = await stage.StartAsync(product, product.Name, data, cancellationToken);

        public async Task StopAsync(Stage stage)
        {
            starts.Add(Server.StartTime.TotalSeconds);
            idle.Add(Server.IdleMegabytes);
            peaks.Add(Proc.MegabytesOf(Server.Pid, "VmHWM"));
            await stage.StopAsync(Server);
        }

        /// <summary>Gets the path of <see cref="Operations.DeepPage"/>, in the middle of all messages; empty for others.</summary>
        public async Task<string> PathOfAsync(string operation, CancellationToken cancellationToken) => operation == Operations.DeepPage
            ? deepPage ??= await driver.FindPageAsync(Server, "/messages?limit=50", data.Messages / 100, cancellationToken)
            : "";

        public void WriteNotes(Report report) => report.Note(
            $"{product.Name}: ready after start, resident memory idle / peak (medians)",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Spread.Of(starts).Median:F2} s, {Spread.Of(idle).Median:F0} / {Spread.Of(peaks).Median:F0} MB"));
    }
}
