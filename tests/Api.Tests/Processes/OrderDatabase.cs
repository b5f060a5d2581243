using System.Net;
using System.Net.Http.Json;
using Concierge.Api.Tests.Hosting;
using Npgsql;

namespace Concierge.Api.Tests.Processes;

/// <summary>A database of one test, the program on it, and what is stored.</summary>
internal sealed class OrderDatabase
{
    private readonly string connectionString;

    private OrderDatabase(string connectionString) => this.connectionString = connectionString;

    public static async Task<OrderDatabase> CreateAsync(TestDatabases databases) => new(await databases.CreateAsync());

    /// <summary>Starts the program; settings and a command are its arguments.</summary>
    public InProcessProgram Start(params string[] arguments) =>
        InProcessProgram.Start([.. arguments, .. ExternalDatabase.Arguments(connectionString)]);

    /// <summary>Runs the program to its end.</summary>
    public async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        await using var program = Start(arguments);
        return await program.ExitAsync();
    }

    /// <summary>Runs the program to its end, which has to be a good one.</summary>
    /// <returns>What it said.</returns>
    public async Task<string> ExpectToRunAsync(params string[] arguments)
    {
        var (code, output, errors) = await RunAsync(arguments);
        Assert.True(code == 0, $"ended with {code}: {output}\n{errors}");
        Assert.Equal("", errors);
        return output;
    }

    /// <summary>Runs the program to its end, which has to be a refusal.</summary>
    /// <returns>The one line that says why.</returns>
    public async Task<string> ExpectRefusalAsync(params string[] arguments)
    {
        var (code, output, errors) = await RunAsync(arguments);
        Assert.True(code == 1, $"ended with {code}: {output}\n{errors}");
        Assert.DoesNotContain("Exception", output, StringComparison.Ordinal);
        return errors.ExpectOneReadableLine();
    }

    /// <summary>Serves for as long as it takes to act.</summary>
    public async Task ServeAsync(Func<HttpClient, Task> act, params string[] settings)
    {
        await using var program = Start(settings);
        using var client = await program.ListeningAsync();
        await act(client);
    }

    /// <summary>All that holds the window fast, to tell that nothing about it changed.</summary>
    public async Task<string> IndexAsync() => (string)(await QueryAsync("""
        SELECT concat_ws(
            E'\n', (SELECT string_agg(w::text, ' ') FROM slot_window w), string_agg(s::text, E'\n' ORDER BY order_id, scope_key))
        FROM order_slots s
        """))!;

    public async Task<object?> QueryAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}

internal static class OrderRequests
{
    public static async Task<Answer> AddServiceAsync(this HttpClient client, string id)
    {
        using var response = await client.PostAsJsonAsync("/services", new { id, name = id }, TestContext.Current.CancellationToken);
        return (await Answer.ReadAsync(response)).Expect(HttpStatusCode.Created);
    }

    /// <summary>Asks for an order.</summary>
    public static async Task<Answer> OrderAsync(this HttpClient client, string id, string datetime, params string[] services)
    {
        var order = new { id, datetime, totalfee = 100, services = services.Select(service => new { id = service }) };
        using var response = await client.PostAsJsonAsync("/orders", order, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }

    public static async Task<Answer> ReadAsync(this HttpClient client, string path)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return (await Answer.ReadAsync(response)).Expect(HttpStatusCode.OK);
    }

    public static async Task DeleteOrderAsync(this HttpClient client, string id)
    {
        using var response = await client.DeleteAsync(new Uri($"/orders/{id}", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }
}
