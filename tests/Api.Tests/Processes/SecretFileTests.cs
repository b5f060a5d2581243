using Concierge.Api.Configuration;
using Concierge.Api.Tests.Hosting;
using Concierge.Application;
using Microsoft.Extensions.Configuration;

namespace Concierge.Api.Tests.Processes;

/// <summary>Settings that are given as files.</summary>
public sealed class SecretFileTests(TestDatabases databases) : IDisposable
{
    private const string Setting = "Sms:Twilio:AuthToken";

    private readonly string folder = Directory.CreateTempSubdirectory("concierge-secrets-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("velvet", "velvet")]
    [InlineData("velvet\n", "velvet")]
    [InlineData("velvet\r\n", "velvet")]
    [InlineData(" vel\nvet ", " vel\nvet ")]
    public void Setting_WithFile_IsItsContentWithoutLastLineBreak(string content, string expected)
    {
        var settings = Read($"--{Setting}_FILE={Write(content)}");

        Assert.Equal(expected, settings[Setting]);
        Assert.Equal(["AuthToken"], settings.GetSection("Sms:Twilio").GetChildren().Select(child => child.Key));
    }

    [Fact]
    public void Setting_WithEmptyNameOfFile_IsNotSet() => Assert.Null(Read($"--{Setting}_FILE=")[Setting]);

    [Fact]
    public void Setting_WithFileAndEmptyValue_IsContentOfFile() =>
        Assert.Equal("velvet", Read($"--{Setting}=", $"--{Setting}_FILE={Write("velvet")}")[Setting]);

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", true)]
    [InlineData("SSL_CERT", false)]
    [InlineData("OTEL_EXPERIMENTAL_CONFIG", false)]
    public void Setting_OutsideSection_IsReadFromFileForTheExporterOnly(string name, bool isRead)
    {
        var path = Write("velvet");

        var settings = Read($"--{name}_FILE={path}");

        Assert.Equal(isRead ? ("velvet", null) : (null, path), (settings[name], settings[$"{name}_FILE"]));
    }

    [Fact]
    public void Setting_WithValueAndFile_IsRefused() => ExpectRefusal(
        $"{Setting} and {Setting}_FILE are both set; set one of them.", $"--{Setting}=kangaroo", $"--{Setting}_FILE={Write("velvet")}");

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    public void Setting_WithEmptyFile_IsRefused(string content) =>
        ExpectRefusal($"The file that {Setting}_FILE names is empty.", $"--{Setting}_FILE={Write(content)}");

    [Theory]
    [InlineData("velvet")]
    [InlineData("velvet/kangaroo")]
    public void Setting_WithMissingFile_IsRefused(string path) => ExpectRefusal(
        $"The file that {Setting}_FILE names does not exist.", $"--{Setting}_FILE={Path.Combine(folder, path)}");

    [Fact]
    public void Setting_WithDirectory_IsRefused() =>
        ExpectRefusal($"The file that {Setting}_FILE names cannot be read.", $"--{Setting}_FILE={folder}");

    [Fact]
    public async Task Program_WithFilesInEnvironment_ReadsThem()
    {
        var variables = ExternalDatabase.Variables(await databases.CreateAsync())
            .Select(variable => variable.Name.EndsWith("CurrentKey", StringComparison.Ordinal)
                ? variable
                : ($"{variable.Name}_FILE", Write($"{variable.Value}\n")));
        await using var program = ConciergeProgram.StartWith([.. variables], ["orders", "reindex"]);

        Assert.Equal((0, "All orders (0) keep Orders:Window=03:00:00 and Orders:WindowScope=Service.", ""), await program.ExitAsync());
    }

    [Fact]
    public async Task Program_WithMissingFile_PrintsOneLineWithoutPath()
    {
        await using var program = InProcessProgram.StartWith($"--{Setting}_FILE=velvet");

        var (code, output, errors) = await program.ExitAsync();

        Assert.Equal((1, "", $"The file that {Setting}_FILE names does not exist."), (code, output, errors.ExpectOneReadableLine()));
    }

    private static ConfigurationManager Read(params string[] arguments)
    {
        var settings = new ConfigurationManager();
        settings.AddCommandLine(arguments);
        settings.AddSecretFiles();
        return settings;
    }

    private static void ExpectRefusal(string expected, params string[] arguments) =>
        Assert.Equal(expected, Assert.Throws<StartupException>(() => Read(arguments)).Message);

    private string Write(string content)
    {
        var path = Path.Combine(folder, $"{Guid.NewGuid():N}");
        File.WriteAllText(path, content);
        return path;
    }
}
