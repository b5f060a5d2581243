using System.Net;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Processes;

public sealed class OrderSettingsTests(TestDatabases databases)
{
    [Theory]
    [InlineData("--Orders:Window=-01:00:00", "Orders:Window ")]
    [InlineData("--Orders:Window=00:00:00.0001", "Orders:Window ")]
    [InlineData("--Orders:Window=365.00:00:00.001", "Orders:Window ")]
    [InlineData("--Orders:Window=366.00:00:00", "Orders:Window ")]
    [InlineData("--Orders:Window=0", "'0' at 'Orders:Window'")]
    [InlineData("--Orders:Window=3", "'3' at 'Orders:Window'")]
    [InlineData("--Orders:Window=24:00:00", "'24:00:00' at 'Orders:Window'")]
    [InlineData("--Orders:Window=abc", "'abc' at 'Orders:Window'")]
    [InlineData("--Orders:Window=", "'' at 'Orders:Window'")]
    [InlineData("--Orders:WindowScope=7", "Orders:WindowScope ")]
    [InlineData("--Orders:WindowScope=1", "Orders:WindowScope ")]
    [InlineData("--Orders:WindowScope=Service,All", "Orders:WindowScope ")]
    [InlineData("--Orders:WindowScope=Nonsense", "Orders:WindowScope ")]
    [InlineData("--Orders:WindowScope=", "Orders:WindowScope ")]
    public async Task Start_WithInvalidSetting_NamesItBeforeUsingDatabase(string setting, string named)
    {
        await using var folder = DataFolder.Create();
        await using var program = InProcessProgram.Start(folder, setting);

        var (code, output, errors) = await program.ExitAsync();

        Assert.Equal(1, code);
        Assert.Contains(named, errors.ExpectOneReadableLine(), StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.Path), "a database was made before the start was refused");
    }

    [Theory]
    [InlineData("sample")]
    [InlineData("orders", "reindex")]
    public async Task Command_WithInvalidSetting_NamesIt(params string[] command)
    {
        var database = await OrderDatabase.CreateAsync(databases);

        Assert.Contains(
            "Orders:Window ", await database.ExpectRefusalAsync([.. command, "--Orders:Window=-01:00:00"]), StringComparison.Ordinal);
        Assert.Equal(0L, await database.QueryAsync("SELECT count(*) FROM slot_window"));
    }

    [Fact]
    public async Task Start_WithoutOrders_AcceptsOtherSettings()
    {
        var database = await OrderDatabase.CreateAsync(databases);
        await database.ServeAsync(async client =>
        {
            await client.AddServiceAsync("a");
            await client.AddServiceAsync("b");
            (await client.OrderAsync("first", "2030-01-01T12:00:00Z", "a")).Expect(HttpStatusCode.Created);
            await client.DeleteOrderAsync("first");
        });

        await database.ServeAsync(
            async client =>
            {
                (await client.OrderAsync("first", "2030-01-01T12:00:00Z", "a")).Expect(HttpStatusCode.Created);
                (await client.OrderAsync("early", "2030-01-01T12:59:59.999Z", "b"))
                    .ExpectProblem(HttpStatusCode.Conflict, "order_conflict");
                (await client.OrderAsync("next", "2030-01-01T13:00:00Z", "b")).Expect(HttpStatusCode.Created);
            },
            "--Orders:Window=01:00:00",
            "--Orders:WindowScope=all");
    }

    [Theory]
    [InlineData("--Orders:Window=1.02:03:04.005", "1.02:03:04.0050000 and Service")]
    [InlineData("--Orders:WindowScope=All", "03:00:00 and All")]
    public async Task Start_WhenOrdersHaveOtherSettings_NamesBothAndCommand(string setting, string settings)
    {
        var database = await OrderDatabase.CreateAsync(databases);
        await database.ExpectToRunAsync("sample");
        var before = await database.IndexAsync();

        var line = await database.ExpectRefusalAsync(setting);

        Assert.Contains(
            $"keep Orders:Window=03:00:00 and Orders:WindowScope=Service; the settings say {settings}.", line, StringComparison.Ordinal);
        Assert.Contains("orders reindex", line, StringComparison.Ordinal);
        Assert.Equal(before, await database.IndexAsync());
    }
}
