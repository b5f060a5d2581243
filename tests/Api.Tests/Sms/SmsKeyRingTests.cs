using System.Text.Json;
using Concierge.Api.Tests.Hosting;
using Concierge.Application;
using Concierge.Infrastructure.Sms;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Tests.Sms;

public sealed class SmsKeyRingTests : IDisposable
{
    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string folder = Directory.CreateTempSubdirectory("concierge-keys-").FullName;

    private string File => Path.Combine(folder, "sms-keys.json");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Find_WithKeysOfTheSettings_HasEachOfThem()
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
    public void Reports_Always_AreMadeFromTheIndexKeyAndAreNotIt()
    {
        var ring = Keys.Ring(Keys.Settings("k1", Keys.Index, ("k1", Keys.First)));

        Assert.Equal(SmsKeyRing.KeySize, ring.Reports.Length);
        Assert.NotEqual(ring.Index, ring.Reports);
        Assert.Equal(ring.Reports, Keys.Ring(Keys.Settings("k2", Keys.Index, ("k2", Keys.Second))).Reports);
        Assert.NotEqual(ring.Reports, Keys.Ring(Keys.Settings("k1", Keys.Second, ("k1", Keys.First))).Reports);
    }

    [Theory]
    [InlineData("k")]
    [InlineData("2026-11")]
    [InlineData("a.B_c-3")]
    [InlineData("abcdefghijklmnopqrstuvwxyz012345")]
    public void CurrentId_WhenItIsWellFormed_IsTaken(string id) => Assert.Equal(id, Keys.Ring(Keys.Settings(id, Keys.Index, (id, Keys.First))).CurrentId);

    [Fact]
    public void CurrentId_WithoutAnyKeys_SaysWhichSettingsThereAre()
    {
        var message = MessageOf(Keys.Ring());

        Assert.Contains("Sms:Encryption:Keys:<id>", message, StringComparison.Ordinal);
        Assert.Contains("Sms:Encryption:IndexKey", message, StringComparison.Ordinal);
        Assert.Contains("Sms:Encryption:CurrentKey", message, StringComparison.Ordinal);
    }

    [Fact]
    public void CurrentId_WithAnIndexKeyAlone_SaysThatThereAreNoKeys() =>
        Assert.StartsWith(
            "Phone numbers and texts are encrypted, and there are no keys.",
            MessageOf(Keys.Ring(("Sms:Encryption:CurrentKey", "k1"), ("Sms:Encryption:IndexKey", Keys.Index))),
            StringComparison.Ordinal);

    [Fact]
    public void CurrentId_WithoutAnIndexKey_NamesTheSetting() =>
        Assert.Equal(
            "Sms:Encryption:IndexKey is not 32 bytes in base64.",
            MessageOf(Keys.Ring(("Sms:Encryption:Keys:k1", Keys.First), ("Sms:Encryption:CurrentKey", "k1"))));

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
    public void CurrentId_WhenAKeyIsNoneOf32BytesInBase64_NamesTheSettingAndNotTheKey(string key)
    {
        Assert.Equal(
            "Sms:Encryption:Keys:k1 is not 32 bytes in base64.",
            MessageOf(Keys.Ring(Keys.Settings("k1", Keys.Index, ("k1", key)))));
        Assert.Equal(
            "Sms:Encryption:Keys:old is not 32 bytes in base64.",
            MessageOf(Keys.Ring(Keys.Settings("k1", Keys.Index, ("k1", Keys.First), ("old", key)))));
        Assert.Equal(
            "Sms:Encryption:IndexKey is not 32 bytes in base64.",
            MessageOf(Keys.Ring(Keys.Settings("k1", key, ("k1", Keys.First)))));
    }

    [Theory]
    [InlineData("k2")]
    [InlineData("K1")]
    [InlineData("k1 ")]
    [InlineData("")]
    [InlineData(Keys.First)]
    public void CurrentId_WhenItIsNoneOfTheKeys_NamesTheSettingAndNoKey(string current)
    {
        var message = MessageOf(Keys.Ring(Keys.Settings(current, Keys.Index, ("k1", Keys.First))));

        Assert.Equal("Sms:Encryption:CurrentKey is none of the ids in Sms:Encryption:Keys.", message);
    }

    [Theory]
    [InlineData("Sms:Encryption:Keys:k1")]
    [InlineData("Sms:Encryption:CurrentKey")]
    [InlineData("Sms:Encryption:IndexKey")]
    public void CurrentId_WhenASettingIsNull_NamesIt(string name)
    {
        var settings = Keys.Settings("k1", Keys.Index, ("k1", Keys.First)).Select(setting => setting.Name == name ? (name, null) : setting);

        Assert.Contains(name, MessageOf(Keys.Ring([.. settings])), StringComparison.Ordinal);
    }

    [Fact]
    public void CurrentId_WhenItIsNotSet_NamesTheSetting() =>
        Assert.Contains(
            "Sms:Encryption:CurrentKey",
            MessageOf(Keys.Ring(("Sms:Encryption:Keys:k1", Keys.First), ("Sms:Encryption:IndexKey", Keys.Index))),
            StringComparison.Ordinal);

    [Theory]
    [InlineData(" ")]
    [InlineData("k 1")]
    [InlineData("#index")]
    [InlineData("k/1")]
    [InlineData("k1\n")]
    [InlineData("schlüssel")]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456")]
    public void CurrentId_WhenTheIdOfAKeyIsOdd_NamesTheSettingAndNotTheKey(string id) =>
        Assert.Equal(
            $"Sms:Encryption:Keys:{id}: the id of a key has 1 to 32 letters, digits, hyphens, dots or underscores.",
            MessageOf(Keys.Ring(Keys.Settings("k1", Keys.Index, ("k1", Keys.First), (id, Keys.Second)))));

    [Fact]
    public void CurrentId_WithTheEmbeddedDatabase_IsOfAFileThatIsMadeForItsOwnerAlone()
    {
        var ring = Keys.EmbeddedRing(folder);

        Assert.Equal("k1", ring.CurrentId);
        Assert.Equal([File], Directory.EnumerateFileSystemEntries(folder));
        Assert.True(OperatingSystem.IsWindows() || System.IO.File.GetUnixFileMode(File) == OwnerAlone);
        Assert.Equal((SmsKeyRing.KeySize, SmsKeyRing.KeySize), (ring.Find("k1")!.Length, ring.Index.Length));
        Assert.NotEqual(ring.Index, ring.Find("k1"));
    }

    [Fact]
    public void CurrentId_WithTheEmbeddedDatabaseAgain_IsOfTheSameFile()
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
    public void CurrentId_WithAnotherEmbeddedDatabase_IsOfOtherKeys()
    {
        var other = Directory.CreateDirectory(Path.Combine(folder, "other")).FullName;
        var (ring, another) = (Keys.EmbeddedRing(folder), Keys.EmbeddedRing(other));

        Assert.NotEqual(ring.Find("k1"), another.Find("k1"));
        Assert.NotEqual(ring.Index, another.Index);
    }

    [Fact]
    public void CurrentId_WithTheEmbeddedDatabaseAndKeysOfTheSettings_IsOfTheSettingsAndMakesNoFile()
    {
        var ring = Keys.EmbeddedRing(folder, Keys.Settings("mine", Keys.Index, ("mine", Keys.First)));

        Assert.Equal("mine", ring.CurrentId);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public void CurrentId_AfterAnInterruptedFirstStart_IsOfAFileThatIsWhole()
    {
        System.IO.File.WriteAllText(File + ".new", "{\"Keys\":{\"k1\":\"AAEC");

        Assert.Equal("k1", Keys.EmbeddedRing(folder).CurrentId);

        Assert.Equal([File], Directory.EnumerateFileSystemEntries(folder));
        Assert.Equal("k1", Keys.EmbeddedRing(folder).CurrentId);
    }

    [Fact]
    public void CurrentId_WhenALeftoverIsReadableByOthers_IsOfAFileThatIsNot()
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
    public void CurrentId_WhenTheFileIsAFolder_NamesIt()
    {
        Directory.CreateDirectory(File);

        Assert.StartsWith($"The file of keys, {File}, cannot be used: ", MessageOf(Keys.EmbeddedRing(folder)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("keys")]
    [InlineData("null")]
    [InlineData("{\"Keys\":null}")]
    [InlineData("{\"Keys\":{\"k1\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBka")]
    [InlineData("{\"Keys\":{\"k1\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\"}}}")]
    [InlineData("[]")]
    [InlineData("\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\"")]
    [InlineData("1")]
    [InlineData("{\"Keys\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\"}")]
    [InlineData("{\"Keys\":[\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\"]}")]
    [InlineData("{\"Keys\":{\"k1\":1}}")]
    [InlineData("{\"IndexKey\":true}")]
    public void CurrentId_WhenTheFileIsBroken_NamesTheFileAndLeavesIt(string content)
    {
        System.IO.File.WriteAllText(File, content);

        Assert.Equal($"{File} is not a file of keys.", MessageOf(Keys.EmbeddedRing(folder)));

        Assert.Equal(content, System.IO.File.ReadAllText(File));
    }

    /// <summary>Well-formed, and something is missing or wrong: the start is refused, and no key is told.</summary>
    [Theory]
    [InlineData("{}")]
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
    [InlineData("{\"keys\":{\"k1\":\"{First}\"},\"currentKey\":\"k1\",\"indexKey\":\"{Index}\"}")]
    public void CurrentId_WhenTheFileIsIncomplete_IsRefusedAndNoKeyIsTold(string content)
    {
        System.IO.File.WriteAllText(
            File, content.Replace("{First}", Keys.First, StringComparison.Ordinal).Replace("{Index}", Keys.Index, StringComparison.Ordinal));

        var message = MessageOf(Keys.EmbeddedRing(folder));

        Assert.Contains("Sms:Encryption:", message, StringComparison.Ordinal);
        Assert.DoesNotContain(Keys.First[..8], message, StringComparison.Ordinal);
        Assert.DoesNotContain(Keys.Index[..8], message, StringComparison.Ordinal);
    }

    [Fact]
    public void CurrentId_WhenTheFileWasWrittenByHand_IsRead()
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

    private static string MessageOf(SmsKeyRing ring) => Assert.Throws<StartupException>(() => ring.CurrentId).Message;
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

    public static (string Name, string? Value)[] Settings(string current, string index, params (string Id, string Key)[] keys) =>
    [
        .. keys.Select(key => ($"Sms:Encryption:Keys:{key.Id}", (string?)key.Key)),
        ("Sms:Encryption:CurrentKey", current),
        ("Sms:Encryption:IndexKey", index),
    ];

    /// <summary>The keys of these settings, for a PostgreSQL that is not the product's own; nobody connects to it.</summary>
    public static SmsKeyRing Ring(params (string Name, string? Value)[] settings) =>
        Ring(".data", [.. settings, ("ConnectionStrings:Concierge", "Host=127.0.0.1")]);

    /// <summary>The keys for the embedded PostgreSQL of this folder, which is not started.</summary>
    public static SmsKeyRing EmbeddedRing(string folder, params (string Name, string? Value)[] settings) => Ring(folder, settings);

    private static SmsKeyRing Ring(string folder, (string Name, string? Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(setting => setting.Name, setting => setting.Value))
            .Build();
        var options = configuration.GetSection(SmsOptions.Section).Get<SmsOptions>() ?? new();
        return new(Options.Create(options), TestDatabases.Open(configuration, folder));
    }
}
