using System.Diagnostics.Metrics;
using System.Text.Json;
using Concierge.Api.Tests.Hosting;
using Concierge.Application;
using Concierge.Infrastructure.Encryption;
using Concierge.Infrastructure.Postgres;
using Concierge.Infrastructure.Sms;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Tests.Encryption;

public sealed class KeyRingTests : IDisposable
{
    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string folder = Directory.CreateTempSubdirectory("concierge-keys-").FullName;

    private string File => Path.Combine(folder, "sms-keys.json");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Find_WithKeysInSettings_ReturnsEach()
    {
        var ring = Keys.Ring(Keys.Settings("k2", Keys.Index, ("k1", Keys.First), ("k2", Keys.Second)));

        Assert.Equal("k2", ring.CurrentId);
        Assert.Equal(Convert.FromBase64String(Keys.First), ring.Find("k1"));
        Assert.Equal(Convert.FromBase64String(Keys.Second), ring.Find("k2"));
        Assert.Equal(Convert.FromBase64String(Keys.Index), ring.Index);
        Assert.Null(ring.Find("k3"));
        Assert.Null(ring.Find("K1"));
    }

    [Fact]
    public void Reports_Always_AreDerivedFromIndexKey()
    {
        var ring = Keys.Ring(Keys.Settings("k1", Keys.Index, ("k1", Keys.First)));

        Assert.Equal(Envelope.KeySize, ring.Reports.Length);
        Assert.NotEqual(ring.Index, ring.Reports);
        Assert.Equal(ring.Reports, Keys.Ring(Keys.Settings("k2", Keys.Index, ("k2", Keys.Second))).Reports);
        Assert.NotEqual(ring.Reports, Keys.Ring(Keys.Settings("k1", Keys.Second, ("k1", Keys.First))).Reports);
    }

    [Theory]
    [InlineData("k")]
    [InlineData("2026-11")]
    [InlineData("a.B_c-3")]
    [InlineData("abcdefghijklmnopqrstuvwxyz012345")]
    public void CurrentId_WhenValid_IsAccepted(string id) =>
        Assert.Equal(id, Keys.Ring(Keys.Settings(id, Keys.Index, (id, Keys.First))).CurrentId);

    [Fact]
    public void CurrentId_WithoutKeys_NamesSettings()
    {
        var message = MessageOf(Keys.Ring());

        Assert.Contains("Encryption:Sms:Keys:<id>", message, StringComparison.Ordinal);
        Assert.Contains("Encryption:Sms:IndexKey", message, StringComparison.Ordinal);
        Assert.Contains("Encryption:Sms:CurrentKey", message, StringComparison.Ordinal);
    }

    [Fact]
    public void CurrentId_WithOnlyIndexKey_ReportsMissingKeys() =>
        Assert.StartsWith(
            "Phone numbers and texts are encrypted, and there are no keys.",
            MessageOf(Keys.Ring(("Encryption:Sms:CurrentKey", "k1"), ("Encryption:Sms:IndexKey", Keys.Index))),
            StringComparison.Ordinal);

    [Fact]
    public void CurrentId_WithoutIndexKey_NamesSetting() =>
        Assert.Equal(
            "Encryption:Sms:IndexKey is not 32 bytes in base64.",
            MessageOf(Keys.Ring(("Encryption:Sms:Keys:k1", Keys.First), ("Encryption:Sms:CurrentKey", "k1"))));

    [Theory]
    [InlineData("")]
    // 31, 33, 16, 24 and 64 bytes.
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg==")]
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g")]
    [InlineData("AAECAwQFBgcICQoLDA0ODw==")]
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYX")]
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8AAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHw==")]
    // Without the padding, with other letters, in hexadecimal, and not encoded at all.
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")]
    [InlineData("_-ECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")]
    [InlineData("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")]
    [InlineData("correct horse battery staple 12!")]
    public void CurrentId_WithMalformedKey_NamesSettingAndHidesKey(string key)
    {
        Assert.Equal(
            "Encryption:Sms:Keys:k1 is not 32 bytes in base64.",
            MessageOf(Keys.Ring(Keys.Settings("k1", Keys.Index, ("k1", key)))));
        Assert.Equal(
            "Encryption:Sms:Keys:old is not 32 bytes in base64.",
            MessageOf(Keys.Ring(Keys.Settings("k1", Keys.Index, ("k1", Keys.First), ("old", key)))));
        Assert.Equal(
            "Encryption:Sms:IndexKey is not 32 bytes in base64.",
            MessageOf(Keys.Ring(Keys.Settings("k1", key, ("k1", Keys.First)))));
    }

    [Theory]
    [InlineData("k2")]
    [InlineData("K1")]
    [InlineData("k1 ")]
    [InlineData("")]
    [InlineData(Keys.First)]
    public void CurrentId_WhenUnknown_NamesSettingAndHidesKeys(string current)
    {
        var message = MessageOf(Keys.Ring(Keys.Settings(current, Keys.Index, ("k1", Keys.First))));

        Assert.Equal("Encryption:Sms:CurrentKey is none of the ids in Encryption:Sms:Keys.", message);
    }

    [Theory]
    [InlineData("Encryption:Sms:Keys:k1")]
    [InlineData("Encryption:Sms:CurrentKey")]
    [InlineData("Encryption:Sms:IndexKey")]
    public void CurrentId_WithNullSetting_NamesIt(string name)
    {
        var settings = Keys.Settings("k1", Keys.Index, ("k1", Keys.First)).Select(setting => setting.Name == name ? (name, null) : setting);

        Assert.Contains(name, MessageOf(Keys.Ring([.. settings])), StringComparison.Ordinal);
    }

    [Fact]
    public void CurrentId_WhenNotSet_NamesSetting() =>
        Assert.Contains(
            "Encryption:Sms:CurrentKey",
            MessageOf(Keys.Ring(("Encryption:Sms:Keys:k1", Keys.First), ("Encryption:Sms:IndexKey", Keys.Index))),
            StringComparison.Ordinal);

    [Theory]
    [InlineData(" ")]
    [InlineData("k 1")]
    [InlineData("#index")]
    [InlineData("k/1")]
    [InlineData("k1\n")]
    [InlineData("schlüssel")]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456")]
    public void CurrentId_WithInvalidKeyId_NamesSettingAndHidesKey(string id) =>
        Assert.Equal(
            $"Encryption:Sms:Keys:{id}: the id of a key must be 1 to 32 letters, digits, hyphens, dots or underscores.",
            MessageOf(Keys.Ring(Keys.Settings("k1", Keys.Index, ("k1", Keys.First), (id, Keys.Second)))));

    [Fact]
    public void CurrentId_WithEmbeddedDatabase_ComesFromFileOnlyOwnerCanRead()
    {
        var ring = Keys.EmbeddedRing(folder);

        Assert.Equal("k1", ring.CurrentId);
        Assert.Equal([File], Directory.EnumerateFileSystemEntries(folder));
        Assert.True(OperatingSystem.IsWindows() || System.IO.File.GetUnixFileMode(File) == OwnerAlone);
        Assert.Equal((Envelope.KeySize, Envelope.KeySize), (ring.Find("k1")!.Length, ring.Index.Length));
        Assert.NotEqual(ring.Index, ring.Find("k1"));
    }

    [Fact]
    public void CurrentId_AfterRestart_ComesFromSameFile()
    {
        var first = Keys.EmbeddedRing(folder);
        Assert.Equal("k1", first.CurrentId);
        var made = System.IO.File.ReadAllText(File);

        var second = Keys.EmbeddedRing(folder);

        Assert.Equal("k1", second.CurrentId);
        Assert.Equal(made, System.IO.File.ReadAllText(File));
        Assert.Equal(first.Find("k1"), second.Find("k1"));
        Assert.Equal(first.Index, second.Index);
        Assert.Equal(first.Reports, second.Reports);
    }

    [Fact]
    public void CurrentId_WithOtherEmbeddedDatabase_Differs()
    {
        var other = Directory.CreateDirectory(Path.Combine(folder, "other")).FullName;
        var (ring, another) = (Keys.EmbeddedRing(folder), Keys.EmbeddedRing(other));

        Assert.NotEqual(ring.Find("k1"), another.Find("k1"));
        Assert.NotEqual(ring.Index, another.Index);
    }

    [Fact]
    public void CurrentId_WithEmbeddedDatabaseAndSettings_UsesSettingsWithoutFile()
    {
        var ring = Keys.EmbeddedRing(folder, Keys.Settings("mine", Keys.Index, ("mine", Keys.First)));

        Assert.Equal("mine", ring.CurrentId);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public void CurrentId_AfterInterruptedFirstStart_ComesFromCompleteFile()
    {
        System.IO.File.WriteAllText(File + ".new", "{\"Keys\":{\"k1\":\"AAEC");

        Assert.Equal("k1", Keys.EmbeddedRing(folder).CurrentId);

        Assert.Equal([File], Directory.EnumerateFileSystemEntries(folder));
        Assert.Equal("k1", Keys.EmbeddedRing(folder).CurrentId);
    }

    [Fact]
    public void CurrentId_WhenLeftoverIsReadableByOthers_ReplacesIt()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows knows no file modes.");
            return;
        }

        System.IO.File.WriteAllText(File + ".new", "x");
        System.IO.File.SetUnixFileMode(File + ".new", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        Assert.Equal("k1", Keys.EmbeddedRing(folder).CurrentId);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    [Fact]
    public void CurrentId_WhenFileIsDirectory_NamesIt()
    {
        Directory.CreateDirectory(File);

        Assert.StartsWith($"The file of keys, {File}, cannot be used: ", MessageOf(Keys.EmbeddedRing(folder)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("keys")]
    [InlineData("null")]
    [InlineData("{\"Keys\":null}")]
    [InlineData("{}")]
    [InlineData("{\"keys\":{\"k1\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\"},\"currentKey\":\"k1\"}")]
    [InlineData("{\"Keys\":{\"k1\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBka")]
    [InlineData("{\"Keys\":{\"k1\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\"}}}")]
    [InlineData("[]")]
    [InlineData("\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\"")]
    [InlineData("1")]
    [InlineData("{\"Keys\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\"}")]
    [InlineData("{\"Keys\":[\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\"]}")]
    [InlineData("{\"Keys\":{\"k1\":1}}")]
    [InlineData("{\"IndexKey\":true}")]
    public void CurrentId_WhenFileIsMalformed_NamesAndKeepsFile(string content)
    {
        System.IO.File.WriteAllText(File, content);

        Assert.Equal($"{File} is not a file of keys.", MessageOf(Keys.EmbeddedRing(folder)));

        Assert.Equal(content, System.IO.File.ReadAllText(File));
    }

    /// <summary>Well-formed, and something is missing or wrong: the start is refused, and no key is told.</summary>
    [Theory]
    [InlineData("{\"Keys\":{\"k1\":null},\"CurrentKey\":\"k1\",\"IndexKey\":\"{Index}\"}")]
    [InlineData("{\"Keys\":{\"k1\":\"{First}\"},\"CurrentKey\":null,\"IndexKey\":\"{Index}\"}")]
    [InlineData("{\"Keys\":{\"k1\":\"{First}\"},\"CurrentKey\":\"k1\",\"IndexKey\":null}")]
    [InlineData("{\"Keys\":{},\"CurrentKey\":\"k1\",\"IndexKey\":\"{Index}\"}")]
    [InlineData("{\"Keys\":{\"k1\":\"{First}\"},\"IndexKey\":\"{Index}\"}")]
    [InlineData("{\"Keys\":{\"k1\":\"{First}\"},\"CurrentKey\":\"k1\"}")]
    [InlineData("{\"Keys\":{\"k1\":\"{First}\"},\"CurrentKey\":\"k2\",\"IndexKey\":\"{Index}\"}")]
    [InlineData("{\"Keys\":{\"k1\":\"{First}AAEC\"},\"CurrentKey\":\"k1\",\"IndexKey\":\"{Index}\"}")]
    [InlineData("{\"Keys\":{\"k1\":\"{First}\"},\"CurrentKey\":\"k1\",\"IndexKey\":\"{Index}AAEC\"}")]
    [InlineData("{\"Keys\":{\"k 1\":\"{First}\"},\"CurrentKey\":\"k 1\",\"IndexKey\":\"{Index}\"}")]
    public void CurrentId_WhenFileIsIncomplete_ThrowsAndHidesKeys(string content)
    {
        System.IO.File.WriteAllText(
            File,
            content.Replace("{First}", Keys.First, StringComparison.Ordinal).Replace("{Index}", Keys.Index, StringComparison.Ordinal));

        var message = MessageOf(Keys.EmbeddedRing(folder));

        Assert.Contains("Encryption:Sms:", message, StringComparison.Ordinal);
        Assert.DoesNotContain(Keys.First[..8], message, StringComparison.Ordinal);
        Assert.DoesNotContain(Keys.Index[..8], message, StringComparison.Ordinal);
    }

    [Fact]
    public void CurrentId_WhenFileWasEditedByHand_IsRead()
    {
        System.IO.File.WriteAllText(File, JsonSerializer.Serialize(new
        {
            Keys = new Dictionary<string, string> { ["a"] = Keys.First, ["b"] = Keys.Second },
            CurrentKey = "b",
            IndexKey = Keys.Index,
        }));

        var ring = Keys.EmbeddedRing(folder);

        Assert.Equal("b", ring.CurrentId);
        Assert.Equal(Convert.FromBase64String(Keys.First), ring.Find("a"));
        Assert.Equal(Convert.FromBase64String(Keys.Index), ring.Index);
    }

    [Fact]
    public void Ring_WithFormerNames_ReadsThem()
    {
        var ring = Keys.Ring(Keys.FormerSettings("k1", Keys.Index, ("k1", Keys.First)));

        Assert.Equal(Convert.FromBase64String(Keys.First), ring.Find(ring.CurrentId));
        Assert.Equal(Convert.FromBase64String(Keys.Index), ring.Index);
    }

    [Fact]
    public void Ring_WithBothNames_PrefersTheNewOnes()
    {
        var ring = Keys.Ring(
            [.. Keys.FormerSettings("old", Keys.Second, ("old", Keys.Second)), .. Keys.Settings("k1", Keys.Index, ("k1", Keys.First))]);

        Assert.Equal(("k1", (byte[]?)null), (ring.CurrentId, ring.Find("old")));
        Assert.Equal(Convert.FromBase64String(Keys.Index), ring.Index);
    }

    [Fact]
    public void Ring_WithInvalidKeyUnderFormerName_NamesThatSetting() =>
        Assert.Equal(
            "Sms:Encryption:IndexKey is not 32 bytes in base64.",
            MessageOf(Keys.Ring(Keys.FormerSettings("k1", "short", ("k1", Keys.First)))));

    /// <summary>The values of version 1.0.0, where both keys came from the blind-index key.</summary>
    [Fact]
    public void TokensAndReports_WithoutSettings_KeepTheValuesOfTheFirstVersion()
    {
        var ring = Keys.Ring(Keys.FormerSettings("k1", Keys.Index, ("k1", Keys.First)));

        Assert.Equal("98289c56e46247cdc46cbe71eed3d8b83965bd10de2cc8b900e1614c0217c5bb", Convert.ToHexStringLower(ring.Tokens));
        Assert.Equal("93e6f899e257b0c4f8d1719665c7eae42980a7acc763600b719ea86b7b3dced0", Convert.ToHexStringLower(ring.Reports));
    }

    [Fact]
    public void TokensAndReports_WithKeysOfTheirOwn_DoNotDependOnTheSmsKeys()
    {
        (string Name, string? Value)[] own = [("Encryption:Tokens:Key", Keys.Index), ("Encryption:Reports:Key", Keys.Second)];
        var before = Keys.Ring([.. Keys.Settings("k1", Keys.Index, ("k1", Keys.First)), .. own]);
        var after = Keys.Ring([.. Keys.Settings("k2", Keys.First, ("k2", Keys.Second)), .. own]);

        Assert.Equal(
            (Convert.ToHexString(before.Tokens), Convert.ToHexString(before.Reports)),
            (Convert.ToHexString(after.Tokens), Convert.ToHexString(after.Reports)));
        Assert.NotEqual(before.Tokens, before.Reports);
        Assert.NotEqual(before.Index, after.Index);
    }

    /// <summary>Gives tokens a key of their own without invalidating any: the former blind-index key becomes the token key.</summary>
    [Fact]
    public void Tokens_WhenTheirKeyIsTheOldIndexKey_StayTheSame() =>
        Assert.Equal(
            Keys.Ring(Keys.Settings("k1", Keys.Index, ("k1", Keys.First))).Tokens,
            Keys.Ring([.. Keys.Settings("k1", Keys.Second, ("k1", Keys.First)), ("Encryption:Tokens:Key", Keys.Index)]).Tokens);

    [Theory]
    [InlineData("Encryption:Tokens:Key")]
    [InlineData("Encryption:Reports:Key")]
    public void Ring_WithInvalidKeyOfAPurpose_NamesTheSetting(string setting) =>
        Assert.Equal(
            $"{setting} is not 32 bytes in base64.",
            MessageOf(Keys.Ring([.. Keys.Settings("k1", Keys.Index, ("k1", Keys.First)), (setting, "short")])));

    [Fact]
    public void Tokens_WithFileOfTheFirstVersion_AreFixedInTheFile()
    {
        var old = JsonSerializer.Serialize(
            new { Keys = new Dictionary<string, string> { ["k1"] = Keys.First }, CurrentKey = "k1", IndexKey = Keys.Index });
        System.IO.File.WriteAllText(File, old);
        var before = Keys.EmbeddedRing(folder).Tokens;

        Assert.Equal(Keys.Ring(Keys.Settings("k1", Keys.Index, ("k1", Keys.First))).Tokens, before);
        Assert.True(OperatingSystem.IsWindows() || System.IO.File.GetUnixFileMode(File) == OwnerAlone);

        // The index key changes in the file, or all SMS keys move to the settings.
        System.IO.File.WriteAllText(
            File,
            System.IO.File.ReadAllText(File)
                .Replace($"\"IndexKey\":\"{Keys.Index}\"", $"\"IndexKey\":\"{Keys.Second}\"", StringComparison.Ordinal));
        Assert.Equal(before, Keys.EmbeddedRing(folder).Tokens);
        Assert.Equal(before, Keys.EmbeddedRing(folder, Keys.Settings("mine", Keys.First, ("mine", Keys.First))).Tokens);
    }

    private static string MessageOf(KeyRing ring) => Assert.Throws<StartupException>(() => ring.CurrentId).Message;
}

/// <summary>Keys for tests, and rings of them.</summary>
internal static class Keys
{
    /// <summary>The bytes 0 to 31.</summary>
    public const string First = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    /// <summary>The bytes 32 to 63.</summary>
    public const string Second = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";

    /// <summary>The bytes 31 to 0.</summary>
    public const string Index = "Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA=";

    /// <summary>Settings by the names of the first version.</summary>
    public static (string Name, string? Value)[] FormerSettings(string current, string index, params (string Id, string Key)[] keys) =>
        [.. Settings(current, index, keys)
            .Select(setting => (setting.Name.Replace("Encryption:Sms:", "Sms:Encryption:", StringComparison.Ordinal), setting.Value))];

    public static (string Name, string? Value)[] Settings(string current, string index, params (string Id, string Key)[] keys) =>
    [
        .. keys.Select(key => ($"Encryption:Sms:Keys:{key.Id}", (string?)key.Key)),
        ("Encryption:Sms:CurrentKey", current),
        ("Encryption:Sms:IndexKey", index),
    ];

    /// <summary>The keys of these settings, for a PostgreSQL that is not the product's own; nobody connects to it.</summary>
    public static KeyRing Ring(params (string Name, string? Value)[] settings) =>
        Ring(".data", [.. settings, ("ConnectionStrings:Concierge", "Host=127.0.0.1")]);

    /// <summary>The keys for the embedded PostgreSQL of this folder, which is not started.</summary>
    public static KeyRing EmbeddedRing(string folder, params (string Name, string? Value)[] settings) => Ring(folder, settings);

    /// <summary>The keys of a configuration.</summary>
    public static KeyRing RingOf(IConfiguration configuration, Database database)
    {
        var options = configuration.GetSection(EncryptionOptions.Section).Get<EncryptionOptions>() ?? new();
        configuration.GetSection(EncryptionOptions.FormerSmsSection).Bind(options.FormerSms);
        return new(Options.Create(options), database);
    }

    /// <summary>A cipher with these keys that logs nothing.</summary>
    public static SmsCipher CipherOf(KeyRing ring) =>
        new(
            ring, new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>(),
            NullLogger<SmsCipher>.Instance);

    private static KeyRing Ring(string folder, (string Name, string? Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(setting => setting.Name, setting => setting.Value))
            .Build();
        return RingOf(configuration, TestDatabases.Open(configuration, folder));
    }
}
