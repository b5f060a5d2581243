namespace Concierge.Bench;

/// <summary>
/// A build of the service, and all that the benchmark assumes of one: its project, its commands and its settings. Builds of older commits
/// are started in the same way. They ignore settings that they do not know, so a renamed setting is listed here under both names.
/// </summary>
internal sealed record Product(string Name, string Root)
{
    /// <summary>The same keys in every run, so that a later process can read what an earlier one wrote. They protect nothing.</summary>
    private static readonly string AnyKey = Convert.ToBase64String(new byte[32]);

    /// <summary>Gets the command that serves; a command of the program is appended.</summary>
    private string[] Command => ["dotnet", Path.Combine(Root, "src/Api/bin/Release/net10.0/Concierge.Api.dll")];

    /// <summary>Builds as bench/run builds the working tree; no build server stays behind.</summary>
    public Task BuildAsync(CancellationToken cancellationToken) => Server.RunAsync(
        [
            "dotnet", "build", Path.Combine(Root, "src/Api"), "-c", "Release", "-v", "q", "--nologo", "--disable-build-servers",
            "-p:OpenApiGenerateDocuments=false",
        ],
        [],
        cancellationToken);

    /// <summary>Brings the schema of a database up to date.</summary>
    public Task MigrateAsync(string connectionString, CancellationToken cancellationToken) =>
        Server.RunAsync([.. Command, "migrate"], SettingsOf(connectionString), cancellationToken);

    /// <summary>Creates a service key, which the command prints on its last line.</summary>
    public async Task<string> CreateKeyAsync(string connectionString, CancellationToken cancellationToken)
    {
        var output = await Server.RunAsync(
            [.. Command, "keys", "create", "--name", "bench", "--scopes", "users,messages,orders,sms"], SettingsOf(connectionString),
            cancellationToken);
        return output.TrimEnd().Split('\n')[^1];
    }

    public Task<Server> StartAsync(string name, string connectionString, string environment, CancellationToken cancellationToken) =>
        StartServerAsync(
            name, new(SettingsOf(connectionString)) { ["ASPNETCORE_ENVIRONMENT"] = environment }, cancellationToken);

    /// <summary>Starts the service with a PostgreSQL of its own.</summary>
    public Task<Server> StartEmbeddedAsync(string dataDirectory, string environment, CancellationToken cancellationToken)
    {
        var settings = CommonSettings();
        settings["ASPNETCORE_ENVIRONMENT"] = environment;
        settings["Database__DataDirectory"] = dataDirectory;
        return StartServerAsync(Name, settings, cancellationToken);
    }

    private Task<Server> StartServerAsync(string name, Dictionary<string, string> settings, CancellationToken cancellationToken) =>
        Server.StartAsync(name, Command, settings, "ASPNETCORE_URLS", cancellationToken);

    /// <summary>
    /// Everything on as in production. The rate limiter runs; only its limit is out of reach, as are those of connections and streams.
    /// </summary>
    private static Dictionary<string, string> SettingsOf(string connectionString)
    {
        var settings = CommonSettings();
        settings["ConnectionStrings__Concierge"] = connectionString;
        settings["RateLimit__Service__Requests"] = "100000000";
        settings["Http__MaxConnections"] = "12000";
        settings["Events__MaxConnectionsPerBackend"] = "10000";
        settings["Webhooks__AllowedNetworks__0"] = "127.0.0.0/8";
        return settings;
    }

    private static Dictionary<string, string> CommonSettings() => new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["Http__ShutdownDelay"] = "00:00:00",
        ["Sms__Encryption__Keys__bench"] = AnyKey,
        ["Sms__Encryption__CurrentKey"] = "bench",
        ["Sms__Encryption__IndexKey"] = AnyKey,
    };
}
