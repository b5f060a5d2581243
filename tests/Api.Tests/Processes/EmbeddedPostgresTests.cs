using System.Runtime.Versioning;
using Concierge.Application;
using Concierge.Infrastructure.Postgres;
using Npgsql;

namespace Concierge.Api.Tests.Processes;

[UnsupportedOSPlatform("windows")]
public sealed class EmbeddedPostgresTests
{
    [Fact]
    public async Task Dispose_WhenTheServerDoesNotStop_KillsIt()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), Processes.LinuxOnly);
        await using var folder = DataFolder.Create();
        var postgres = new EmbeddedPostgres(folder.Path) { StopTimeout = TimeSpan.Zero };
        await postgres.StartAsync(TestContext.Current.CancellationToken);
        await Processes.SignalAsync(Assert.Single(Processes.ServersOf(folder)), "STOP");

        await postgres.DisposeAsync();

        await Processes.UntilGoneAsync(folder);
        await using var again = new EmbeddedPostgres(folder.Path);
        await again.StartAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Start_InNewFolder_KeepsOtherUsersOut()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), Processes.LinuxOnly);
        await using var folder = DataFolder.Create();
        await using var postgres = new EmbeddedPostgres(folder.Path);
        await postgres.StartAsync(TestContext.Current.CancellationToken);

        var owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var enter = Environment.IsPrivilegedProcess ? UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : UnixFileMode.None;
        Assert.Equal(owner | UnixFileMode.UserExecute | enter, File.GetUnixFileMode(folder.Path));
        Assert.Equal(owner | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(folder.Path, "postgres")));
        Assert.All(["lock", "postgres.log"], name => Assert.Equal(owner, File.GetUnixFileMode(Path.Combine(folder.Path, name))));
    }

    [Fact]
    public async Task Start_InFolderTooDeepForSocket_UsesPrivateFolderOfUnpredictableName()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), Processes.LinuxOnly);
        await using var folder = DataFolder.Create(Path.Combine(new string('d', 60), new string('e', 60)));
        var (one, other) = (SocketFolderOf(new(folder.Path)), SocketFolderOf(new(folder.Path)));
        await using var postgres = new EmbeddedPostgres(folder.Path);
        var socket = SocketFolderOf(postgres);

        await postgres.StartAsync(TestContext.Current.CancellationToken);

        Assert.Equal(3, new[] { one, other, socket }.Distinct().Count());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(socket));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Start_WhenSocketFolderExists_IsRefused(bool isLink)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), Processes.LinuxOnly);
        await using var folder = DataFolder.Create(Path.Combine(new string('d', 60), new string('e', 60)));
        await using var postgres = new EmbeddedPostgres(folder.Path);
        var socket = SocketFolderOf(postgres);
        if (isLink)
        {
            File.CreateSymbolicLink(socket, "/tmp");
        }
        else
        {
            Directory.CreateDirectory(socket);
        }

        try
        {
            await Assert.ThrowsAsync<StartupException>(() => postgres.StartAsync(TestContext.Current.CancellationToken));
        }
        finally
        {
            Directory.Delete(socket);
        }
    }

    private static string SocketFolderOf(EmbeddedPostgres postgres) => new NpgsqlConnectionStringBuilder(postgres.ConnectionString).Host!;
}
