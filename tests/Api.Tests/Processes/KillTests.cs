using System.Collections.Concurrent;
using System.Globalization;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Processes;

public sealed class KillTests
{
    [Fact]
    [Trait(Proof.Category, Proof.Long)]
    public async Task Restart_WhenKilledDuringSends_HasEveryAcknowledgedMessage()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), Processes.LinuxOnly);
        var (kills, acknowledged) = (Proof.Rounds(1, 30), 0);
        for (var kill = 0; kill < kills; kill++)
        {
            acknowledged += await KillWhileSendingAsync();
        }

        Proof.Report($"Program killed {kills} times, 0 of {acknowledged} acknowledged messages lost.");
    }

    /// <summary>Kills the program while clients send, and asserts that every acknowledged message is there after a restart.</summary>
    /// <returns>The number of acknowledged messages.</returns>
    private static async Task<int> KillWhileSendingAsync()
    {
        await using var folder = DataFolder.Create();
        var acknowledged = new ConcurrentBag<string>();
        await using (var program = ConciergeProgram.Start(folder))
        {
            using var client = await program.ListeningAsync();
            await client.AddUserAsync("ann");
            await client.AddUserAsync("bob");
            var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var senders = Enumerable.Range(0, 6).Select(async number =>
            {
                try
                {
                    for (var turn = 0; ; turn++)
                    {
                        var (from, to) = number % 2 == 0 ? ("ann", "bob") : ("bob", "ann");
                        acknowledged.Add(await client.SendAsync(from, to, string.Create(CultureInfo.InvariantCulture, $"{number}.{turn}")));
                        if (acknowledged.Count > 150)
                        {
                            enough.TrySetResult();
                        }
                    }
                }
                catch (HttpRequestException)
                {
                    // The program was killed. Requests under way were never acknowledged.
                }
            }).ToArray();
            var sending = Task.WhenAll(senders);
            await await Task.WhenAny(enough.Task, sending);

            await program.KillAsync();
            await sending;
        }

        await Processes.UntilGoneAsync(folder);

        await using var again = ConciergeProgram.Start(folder);
        using var reader = await again.ListeningAsync();
        Assert.True(acknowledged.Count > 150);
        Assert.Empty(acknowledged.Except(await reader.MessagesAsync()));
        return acknowledged.Count;
    }

    [Fact]
    public async Task Start_WhenProgramAndSupervisorWereKilled_ReplacesOrphanedServer()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), Processes.LinuxOnly);
        await using var folder = DataFolder.Create();
        string sent;
        await using (var program = ConciergeProgram.Start(folder))
        {
            using var client = await program.ListeningAsync();
            await client.AddUserAsync("ann");
            await client.AddUserAsync("bob");
            sent = await client.SendAsync("ann", "bob", "Kept?");

            foreach (var shell in Processes.ShellsOf(folder))
            {
                await Processes.SignalAsync(shell, "KILL");
            }

            await program.KillAsync();
        }

        var orphan = Assert.Single(Processes.ServersOf(folder));

        await using var again = ConciergeProgram.Start(folder);
        using var reader = await again.ListeningAsync();
        Assert.Contains(sent, await reader.MessagesAsync());
        Assert.NotEqual(orphan, Assert.Single(Processes.ServersOf(folder)));
    }
}
