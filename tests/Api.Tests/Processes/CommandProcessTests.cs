using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Processes;

/// <summary>
/// Commands as an operator runs them, in a process of their own with environment variables. In-process tests cover the details of each
/// command.
/// </summary>
public sealed class CommandProcessTests(TestDatabases databases)
{
    [Fact]
    public async Task Command_WhenSuccessful_ExitsWithZero()
    {
        await using var program = ConciergeProgram.StartWith(
            ExternalDatabase.Variables(await databases.CreateAsync()), ["orders", "reindex"]);

        Assert.Equal((0, "All orders (0) keep Orders:Window=03:00:00 and Orders:WindowScope=Service.", ""), await program.ExitAsync());
    }

    [Fact]
    public async Task Command_WhenRefused_ExitsWithOneAndPrintsReason()
    {
        await using var program = ConciergeProgram.StartWith(
            [.. ExternalDatabase.Variables(await databases.CreateAsync()), ("Encryption__Sms__CurrentKey", "other")],
            ["sms", "rotate-keys"]);

        Assert.Equal((1, "", "Encryption:Sms:CurrentKey is none of the ids in Encryption:Sms:Keys.\n"), await program.ExitAsync());
    }
}
