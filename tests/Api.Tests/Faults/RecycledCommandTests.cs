using Concierge.Api.Tests.Hosting;
using Concierge.Domain.Users;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Concierge.Api.Tests.Faults;

/// <summary>Npgsql recycles the command of a connection. See <see cref="DiscardFailedCommandInterceptor"/>.</summary>
public sealed class RecycledCommandTests(TestDatabases databases)
{
    /// <summary>Default of <c>Auto Prepare Min Usages</c>: the execution that prepares a statement.</summary>
    private const int PreparingExecution = 5;

    /// <summary>
    /// Over a Unix socket, the write of a command fails when the server process is gone. Over TCP it succeeds, and Npgsql handles the read
    /// that fails.
    /// </summary>
    [Fact]
    public async Task Query_AfterConnectionBrokeDuringPreparation_ReturnsItsOwnResult()
    {
        await using var api = await FaultApi.StartQuietAsync(databases);
        await api.AddUserAsync();
        await using var scope = api.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ConciergeDbContext>();
        await context.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        for (var execution = 1; execution < PreparingExecution; execution++)
        {
            Assert.Equal(1, await CountUsersAsync(context));
        }

        await api.KillAsync($"pid = {((NpgsqlConnection)context.Database.GetDbConnection()).ProcessID}");
        await Assert.ThrowsAsync<InvalidOperationException>(() => CountUsersAsync(context));
        await context.Database.CloseConnectionAsync();

        Assert.Equal(1, await CountUsersAsync(context));
        Assert.Equal(1, await CountUsersAsync(context));
    }

    private static Task<int> CountUsersAsync(ConciergeDbContext context) =>
        context.Set<User>().CountAsync(TestContext.Current.CancellationToken);
}
