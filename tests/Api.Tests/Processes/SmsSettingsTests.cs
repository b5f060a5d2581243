using Concierge.Api.Tests.Hosting;
using Npgsql;

namespace Concierge.Api.Tests.Processes;

public sealed class SmsSettingsTests(TestDatabases databases)
{
    private const string OtherKey = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";

    private const string TooShort = "AAECAwQFBgc=";

    [Theory]
    [InlineData("Sms:Gateway", "Nonsense", "Sms:Gateway")]
    [InlineData("Sms:Gateway", "", "Sms:Gateway")]
    [InlineData("Sms:Gateway", "Kannel", "Sms:PublicUrl")]
    [InlineData("Sms:Gateway", "Twilio", "Sms:PublicUrl")]
    [InlineData("Sms:DefaultCountryCode", "1", "Sms:DefaultCountryCode")]
    [InlineData("Sms:Timeout", "abc", "Sms:Timeout")]
    [InlineData("Sms:Parallelism", "many", "Sms:Parallelism")]
    [InlineData("Sms:OrderPatience", "-00:00:01", "Sms:OrderPatience")]
    [InlineData("Sms:Kannel:MaxParts", "0", "Sms:Kannel:MaxParts")]
    [InlineData("Sms:RatePerSecond", "-1", "Sms:RatePerSecond")]
    [InlineData("Sms:Parallelism", "0", "Sms:Parallelism")]
    [InlineData("Sms:Timeout", "-00:00:01", "Sms:Timeout")]
    [InlineData("Sms:RetryDelay", "-00:00:01", "Sms:RetryDelay")]
    [InlineData("Sms:TimeToLive", "00:00:00", "Sms:TimeToLive")]
    [InlineData("Sms:PollInterval", "00:00:00", "Sms:PollInterval")]
    [InlineData("Sms:Lease", "00:00:19", "Sms:Lease")]
    [InlineData("Sms:ReportTimeout", "00:00:00", "Sms:ReportTimeout")]
    [InlineData("Sms:RatePerRecipient", "0", "Sms:RatePerRecipient")]
    [InlineData("Sms:DailyQuota", "0", "Sms:DailyQuota")]
    [InlineData("Sms:RecipientPeriod", "00:00:00", "Sms:RecipientPeriod")]
    [InlineData("Sms:RecipientPeriod", "31.00:00:00.001", "Sms:RecipientPeriod")]
    [InlineData("Sms:Retention", "00:00:00", "Sms:Retention")]
    [InlineData("Encryption:Sms:CurrentKey", "other", "Encryption:Sms:CurrentKey")]
    [InlineData("Encryption:Sms:IndexKey", TooShort, "Encryption:Sms:IndexKey")]
    [InlineData("Encryption:Sms:Keys:test", TooShort, "Encryption:Sms:Keys:test")]
    [InlineData("Encryption:Sms:Keys:test", "not base64!", "Encryption:Sms:Keys:test")]
    [InlineData("Encryption:Sms:Keys:an id", OtherKey, "Encryption:Sms:Keys:an id")]
    public async Task Start_WithInvalidSetting_NamesItInOneLine(string name, string value, string named)
    {
        var (code, output, errors) = await InProcessProgram.RunAsync(
            ExternalDatabase.Arguments(await databases.CreateAsync(), (name, value)));

        Assert.Equal(1, code);
        Assert.Contains(named, errors.ExpectOneReadableLine(), StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", output, StringComparison.Ordinal);
        Assert.DoesNotContain("not base64!", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Twilio", "http://sms.example", "AuthToken", "Sms:PublicUrl")]
    [InlineData("Twilio", "https://user:secret@sms.example", "AuthToken", "Sms:PublicUrl")]
    [InlineData("Kannel", "http://sms.example", "AuthToken", "Sms:PublicUrl")]
    [InlineData("Kannel", "ftp://127.0.0.1", "AuthToken", "Sms:PublicUrl")]
    [InlineData("Twilio", "https://sms.example", "", "Sms:Twilio:AuthToken")]
    [InlineData("Twilio", "https://sms.example", " ", "Sms:Twilio:AuthToken")]
    public async Task Start_WithUnsafeGatewaySettings_NamesTheSetting(string gateway, string publicUrl, string token, string named)
    {
        var (code, _, errors) = await InProcessProgram.RunAsync(ExternalDatabase.Arguments(
            await databases.CreateAsync(), ("Sms:Gateway", gateway), ("Sms:PublicUrl", publicUrl), ("Sms:Twilio:AuthToken", token),
            ("Sms:Twilio:AccountSid", "AC1"), ("Sms:Twilio:From", "+15550000000")));

        Assert.Equal(1, code);
        Assert.Contains(named, errors.ExpectOneReadableLine(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sms rotate-keys")]
    public async Task Start_WithExternalDatabaseAndNoKeys_NamesSettings(string command)
    {
        await using var folder = DataFolder.Create();
        var connectionString = await databases.CreateAsync();

        var (code, output, errors) = await InProcessProgram.RunAsync(
        [
            .. command.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            $"--ConnectionStrings:Concierge={connectionString}", $"--Database:DataDirectory={folder.Path}",
        ]);

        Assert.Equal(1, code);
        var line = errors.ExpectOneReadableLine();
        Assert.All(
            ["Encryption:Sms:Keys:", "Encryption:Sms:CurrentKey", "Encryption:Sms:IndexKey"],
            name => Assert.Contains(name, line, StringComparison.Ordinal));
        Assert.DoesNotContain("Exception", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.Path), "keys were made");
        Assert.Equal(0L, await QueryAsync(connectionString, "SELECT count(*) FROM sms_keys"));
    }

    [Theory]
    [InlineData("Encryption:Sms:Keys:test", OtherKey, "Encryption:Sms:Keys:test is not the key of that id")]
    [InlineData("Encryption:Sms:IndexKey", OtherKey, "Encryption:Sms:IndexKey is not the key")]
    [InlineData("Encryption:Sms:Keys:test", null, "encrypted with the key test, which is not in Encryption:Sms:Keys")]
    public async Task Start_WithOtherKeysThanDatabase_NamesWrongKey(string name, string? value, string said)
    {
        var connectionString = await databases.CreateAsync();
        await using (var program = InProcessProgram.Start(ExternalDatabase.Arguments(connectionString)))
        {
            using var client = await program.ListeningAsync();
        }

        var settings = ExternalDatabase.Settings(connectionString);
        (string, string)[] otherKey = [("Encryption:Sms:Keys:other", OtherKey), ("Encryption:Sms:CurrentKey", "other")];
        var (code, output, errors) = await InProcessProgram.RunAsync(ExternalDatabase.Arguments(value is null
            ? [.. settings.Where(setting => setting.Name != name), .. otherKey]
            : [.. settings, (name, value)]));

        Assert.Equal(1, code);
        Assert.Contains(said, errors.ExpectOneReadableLine(), StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", output, StringComparison.Ordinal);
        Assert.Equal(2L, await QueryAsync(connectionString, "SELECT count(*) FROM sms_keys"));
    }

    [Theory]
    [InlineData("migrate")]
    [InlineData("orders reindex")]
    [InlineData("sample")]
    public async Task Command_WithoutSms_NeedsNoKeys(string command)
    {
        var (code, output, errors) = await InProcessProgram.RunAsync(
            [.. command.Split(' '), $"--ConnectionStrings:Concierge={await databases.CreateAsync()}"]);

        Assert.True(code == 0, $"ended with {code}: {output}\n{errors}");
        Assert.Equal("", errors);
    }

    private static async Task<object?> QueryAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
