using Concierge.Api.Tests.Hosting;
using Npgsql;

namespace Concierge.Api.Tests.Processes;

public sealed class SmsSettingsTests(TestDatabases databases)
{
    private const string OtherKey = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";

    private const string TooShort = "AAECAwQFBgc=";

    [Theory]
    [InlineData("Sms__Gateway", "Nonsense", "Sms:Gateway")]
    [InlineData("Sms__Gateway", "", "Sms:Gateway")]
    [InlineData("Sms__Gateway", "Kannel", "Sms:PublicUrl")]
    [InlineData("Sms__Gateway", "Twilio", "Sms:PublicUrl")]
    [InlineData("Sms__DefaultCountryCode", "1", "Sms:DefaultCountryCode")]
    [InlineData("Sms__Timeout", "abc", "Sms:Timeout")]
    [InlineData("Sms__MaxAttempts", "many", "Sms:MaxAttempts")]
    [InlineData("Sms__MaxAttempts", "-1", "Sms:MaxAttempts")]
    [InlineData("Sms__RatePerSecond", "-1", "Sms:RatePerSecond")]
    [InlineData("Sms__Parallelism", "0", "Sms:Parallelism")]
    [InlineData("Sms__Timeout", "-00:00:01", "Sms:Timeout")]
    [InlineData("Sms__RetryDelay", "-00:00:01", "Sms:RetryDelay")]
    [InlineData("Sms__TimeToLive", "00:00:00", "Sms:TimeToLive")]
    [InlineData("Sms__PollInterval", "00:00:00", "Sms:PollInterval")]
    [InlineData("Sms__Lease", "00:00:19", "Sms:Lease")]
    [InlineData("Sms__Encryption__CurrentKey", "other", "Sms:Encryption:CurrentKey")]
    [InlineData("Sms__Encryption__IndexKey", TooShort, "Sms:Encryption:IndexKey")]
    [InlineData("Sms__Encryption__Keys__test", TooShort, "Sms:Encryption:Keys:test")]
    [InlineData("Sms__Encryption__Keys__test", "not base64!", "Sms:Encryption:Keys:test")]
    [InlineData("Sms__Encryption__Keys__an id", OtherKey, "Sms:Encryption:Keys:an id")]
    public async Task Start_WhenASettingIsWrong_NamesItInOneLine(string name, string value, string named)
    {
        var (code, output, errors) = await RunAsync(ExternalDatabase.Variables(await databases.CreateAsync(), (name, value)));

        Assert.Equal(1, code);
        Assert.Contains(named, errors.ExpectOneReadableLine(), StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", output, StringComparison.Ordinal);
        Assert.DoesNotContain("not base64!", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sms rotate-keys")]
    public async Task Start_WhenTheDatabaseIsExternalAndThereAreNoKeys_SaysWhatToSet(string command)
    {
        await using var folder = DataFolder.Create();
        var connectionString = await databases.CreateAsync();

        var (code, output, errors) = await RunAsync(
            [("ConnectionStrings__Concierge", connectionString)],
            [.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), $"--Database:DataDirectory={folder.Path}"]);

        Assert.Equal(1, code);
        var line = errors.ExpectOneReadableLine();
        Assert.All(["Sms:Encryption:Keys:", "Sms:Encryption:CurrentKey", "Sms:Encryption:IndexKey"], name => Assert.Contains(name, line, StringComparison.Ordinal));
        Assert.DoesNotContain("Exception", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.Path), "keys were made");
        Assert.Equal(0L, await QueryAsync(connectionString, "SELECT count(*) FROM sms_keys"));
    }

    [Theory]
    [InlineData("Sms__Encryption__Keys__test", OtherKey, "Sms:Encryption:Keys:test is not the key of that id")]
    [InlineData("Sms__Encryption__IndexKey", OtherKey, "Sms:Encryption:IndexKey is not the key")]
    [InlineData("Sms__Encryption__Keys__test", null, "encrypted with the key test, which is none of Sms:Encryption:Keys")]
    public async Task Start_WhenTheDatabaseIsOfOtherKeys_SaysWhichOneIsWrong(string name, string? value, string said)
    {
        var connectionString = await databases.CreateAsync();
        await using (var program = ConciergeProgram.StartWith(
            ExternalDatabase.Variables(connectionString), ["--environment", "Development", "--urls", "http://127.0.0.1:0"]))
        {
            using var client = await program.ListeningAsync();
        }

        var others = ExternalDatabase.Variables(connectionString, ("Sms__Encryption__Keys__other", OtherKey), ("Sms__Encryption__CurrentKey", "other"))
            .Where(variable => value is not null || variable.Name != name);
        var (code, output, errors) = await RunAsync(value is null ? [.. others] : ExternalDatabase.Variables(connectionString, (name, value)));

        Assert.Equal(1, code);
        Assert.Contains(said, errors.ExpectOneReadableLine(), StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", output, StringComparison.Ordinal);
        Assert.Equal(2L, await QueryAsync(connectionString, "SELECT count(*) FROM sms_keys"));
    }

    [Theory]
    [InlineData("migrate")]
    [InlineData("orders reindex")]
    [InlineData("sample")]
    public async Task Command_WhenItHasNothingToDoWithSms_NeedsNoKeys(string command)
    {
        var (code, output, errors) = await RunAsync([("ConnectionStrings__Concierge", await databases.CreateAsync())], command.Split(' '));

        Assert.True(code == 0, $"ended with {code}: {output}\n{errors}");
        Assert.Equal("", errors);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync((string Name, string Value)[] variables, params string[] arguments)
    {
        await using var program = ConciergeProgram.StartWith(variables, [.. arguments, "--environment", "Development", "--urls", "http://127.0.0.1:0"]);
        return await program.ExitAsync();
    }

    private static async Task<object?> QueryAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
