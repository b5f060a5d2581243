using System.Diagnostics.Metrics;
using System.Text;
using System.Text.RegularExpressions;
using Concierge.Api.Tests.Encryption;
using Concierge.Domain.Sms;
using Concierge.Infrastructure.Sms;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Concierge.Api.Tests.Sms;

public sealed class SmsCipherTests
{
    /// <summary>Size of version, nonce and tag.</summary>
    private const int Overhead = 1 + 12 + 16;

    private static readonly PhoneNumber Phone = PhoneNumber.From("+15551234567");

    private static readonly SmsText Hello = SmsText.From("Hello, €");

    private static readonly SmsMessageId Id = SmsMessageId.From("01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b");

    private static readonly SmsMessageId OtherId = SmsMessageId.From("01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5c");

    private readonly SmsCipher cipher = CipherWith(current: "k1", ("k1", Keys.First), ("k2", Keys.Second));

    public static TheoryData<string> Texts { get; } =
    [
        "a",
        "Hello, World!",
        "@[]{}€ und Größe\r\nzwei",
        " \u00a0 left as it is ",
        "😀 👨‍👩‍👧 e\u0301 \u0436",
        new string('a', SmsText.MaxLength),
        string.Concat(Enumerable.Repeat("😀", SmsText.MaxLength)),
    ];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Open_OfSealedMessage_ReturnsIt(string text)
    {
        var content = cipher.Seal(Id, Phone, SmsText.From(text));

        Assert.Equal("k1", content.KeyId);
        Assert.Equal((Phone, SmsText.From(text)), cipher.Open(Id, content));
    }

    /// <summary>Encrypted by another implementation: what is stored today can be read by every later version.</summary>
    [Fact]
    public void Open_OfStoredMessage_ReadsLayout()
    {
        var content = new SealedSms(
            Convert.FromHexString("000102030405060708090a0b6c33e32ef0d4f028b974a1bc58550379a52bfb2f595a71386f11d2cf"),
            Convert.FromHexString("0c0d0e0f1011121314151617d097493afdda0cccafaa62349eb49765ff8a13dd3fe0bbce81f1"),
            [],
            "k1");

        Assert.Equal((Phone, SmsText.From("Hi €😀")), cipher.Open(Id, content));
    }

    [Fact]
    public void Seal_OfSameMessage_DiffersEachTime()
    {
        var sealedOnes = Enumerable.Range(0, 1000).Select(_ => cipher.Seal(Id, Phone, Hello)).ToList();

        var values = sealedOnes.SelectMany(content => new[] { content.Phone, content.Body }).ToList();
        Assert.Equal(values.Count, values.Select(value => Convert.ToHexString(value[1..13])).Distinct().Count());
        Assert.Equal(values.Count, values.Select(value => Convert.ToHexString(value[13..])).Distinct().Count());
        Assert.Single(sealedOnes.Select(content => Convert.ToHexString(content.PhoneIndex)).Distinct());
    }

    [Fact]
    public void Seal_Always_HidesNumberAndText()
    {
        var content = cipher.Seal(Id, Phone, SmsText.From("+15551234567 is what you asked for"));

        Assert.Equal((Overhead + 12, Overhead + 34), (content.Phone.Length, content.Body.Length));
        foreach (var value in new[] { content.Phone, content.Body, content.PhoneIndex })
        {
            AssertLacks(value, "5551234567");
            AssertLacks(value, "asked");
        }
    }

    [Fact]
    public void Open_WhenAnyByteIsChanged_Fails()
    {
        var content = cipher.Seal(Id, Phone, Hello);

        foreach (var change in new byte[] { 0x01, 0x80, 0xff })
        {
            for (var i = 0; i < content.Phone.Length; i++)
            {
                AssertCannotBeOpened(content with { Phone = Changed(content.Phone, i, change) });
            }

            for (var i = 0; i < content.Body.Length; i++)
            {
                AssertCannotBeOpened(content with { Body = Changed(content.Body, i, change) });
            }
        }

        static byte[] Changed(byte[] value, int place, byte change) =>
            [.. value[..place], (byte)(value[place] ^ change), .. value[(place + 1)..]];
    }

    [Fact]
    public void Open_WhenShortenedOrExtended_Fails()
    {
        var content = cipher.Seal(Id, Phone, Hello);

        for (var length = 0; length < content.Phone.Length; length++)
        {
            AssertCannotBeOpened(content with { Phone = content.Phone[..length] });
        }

        for (var length = 0; length < content.Body.Length; length++)
        {
            AssertCannotBeOpened(content with { Body = content.Body[..length] });
        }

        // One byte less is a value of the first version, which had no version byte.
        for (var length = 0; length < content.Phone.Length - 1; length++)
        {
            AssertCannotBeOpened(content with { Phone = content.Phone[^length..] });
        }

        for (var length = 0; length < content.Body.Length - 1; length++)
        {
            AssertCannotBeOpened(content with { Body = content.Body[^length..] });
        }

        AssertCannotBeOpened(content with { Phone = [.. content.Phone, 0] });
        AssertCannotBeOpened(content with { Body = [0, .. content.Body] });
    }

    [Fact]
    public void Open_WhenColumnsWereSwapped_Fails()
    {
        // Each would be valid in the other's place.
        var content = cipher.Seal(Id, Phone, SmsText.From("+15559876543"));

        AssertCannotBeOpened(content with { Phone = content.Body, Body = content.Phone });
        AssertCannotBeOpened(content with { Phone = content.Body });
        AssertCannotBeOpened(content with { Body = content.Phone });
    }

    [Fact]
    public void Open_WhenRowsWereSwapped_Fails()
    {
        var (content, other) = (cipher.Seal(Id, Phone, Hello), cipher.Seal(OtherId, Phone, Hello));

        AssertCannotBeOpened(other);
        AssertCannotBeOpened(content with { Phone = other.Phone });
        AssertCannotBeOpened(content with { Body = other.Body });
    }

    [Fact]
    public void Open_WithOtherKeyId_Fails()
    {
        AssertCannotBeOpened(cipher.Seal(Id, Phone, Hello) with { KeyId = "k2" });

        // Even where both are the same key.
        var alike = CipherWith(current: "k1", ("k1", Keys.First), ("k2", Keys.First));
        Assert.Null(alike.Open(Id, alike.Seal(Id, Phone, Hello) with { KeyId = "k2" }));
    }

    [Fact]
    public void Open_WithOtherKeyOfSameId_Fails()
    {
        var content = CipherWith(current: "k1", ("k1", Keys.Second)).Seal(Id, Phone, Hello);

        AssertCannotBeOpened(content);
    }

    /// <summary>A list of many such messages must not fill the log. Nothing of the content is logged.</summary>
    [Fact]
    public void Open_WithoutKey_CountsEachMessageAndWarnsOncePerKey()
    {
        var content = cipher.Seal(Id, Phone, Hello);
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        var log = new RecordingLogger();
        var without = new SmsCipher(Keys.Ring(Keys.Settings("k2", Keys.Index, ("k2", Keys.Second))), meters, log);
        var count = 0L;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "concierge.sms.unreadable" && instrument.Meter.Scope == meters)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => count = value);
        listener.Start();

        for (var turn = 0; turn < 3; turn++)
        {
            Assert.Null(without.Open(Id, content));
        }

        Assert.Null(without.Open(Id, content with { KeyId = "k3" }));
        listener.RecordObservableInstruments();
        Assert.Equal(4, count);
        Assert.Equal(
            ["k1", "k3"],
            log.Messages.Select(
                message => Regex.Match(message, "^An SMS message with the key (k[0-9]) cannot be decrypted: [^+]*$").Groups[1].Value));
    }

    [Fact]
    public void Open_WithNewCurrentKey_ReadsOldMessages()
    {
        var content = cipher.Seal(Id, Phone, Hello);
        var rotated = CipherWith(current: "k2", ("k1", Keys.First), ("k2", Keys.Second));

        Assert.Equal((Phone, Hello), rotated.Open(Id, content));
        var anew = rotated.Seal(Id, Phone, Hello);
        Assert.Equal("k2", anew.KeyId);
        Assert.Equal(content.PhoneIndex, anew.PhoneIndex);
        Assert.Equal((Phone, Hello), CipherWith(current: "k2", ("k2", Keys.Second)).Open(Id, anew));
    }

    /// <summary>
    /// The blind index of +15551234567 with the key bytes 31 to 0, computed by another implementation. Later versions must find the numbers
    /// that are stored today.
    /// </summary>
    [Fact]
    public void IndexOf_OfNumber_IsHmacWithIndexKey() =>
        Assert.Equal(
            "1bc9dbbf9848506c525966cfca9f03a80fb4abc8003fe4abeb595b03975bb07a", Convert.ToHexStringLower(cipher.IndexOf(Phone)));

    [Fact]
    public void IndexOf_OfEqualNumbers_EqualsSealedOne()
    {
        Assert.Equal(cipher.IndexOf(Phone), cipher.IndexOf(PhoneNumber.From("+15551234567")));
        Assert.Equal(cipher.IndexOf(Phone), cipher.Seal(OtherId, Phone, Hello).PhoneIndex);
    }

    [Fact]
    public void IndexOf_OfDifferentNumbers_Differs()
    {
        var numbers = Enumerable.Range(0, 1000).Select(i => PhoneNumber.From($"+1555123{i:0000}"))
            .Append(PhoneNumber.From("+155512345678"));

        Assert.Equal(1001, numbers.Select(number => Convert.ToHexString(cipher.IndexOf(number))).Distinct().Count());
    }

    [Fact]
    public void IndexOf_WithOtherIndexKey_Differs()
    {
        var other = Keys.CipherOf(Keys.Ring(Keys.Settings("k1", Keys.Second, ("k1", Keys.First))));

        Assert.NotEqual(cipher.IndexOf(Phone), other.IndexOf(Phone));
    }

    [Fact]
    public void IndexOf_WithOtherEncryptionKeys_IsEqual() =>
        Assert.Equal(cipher.IndexOf(Phone), CipherWith(current: "k3", ("k3", Keys.Second)).IndexOf(Phone));

    private static SmsCipher CipherWith(string current, params (string Id, string Key)[] keys) =>
        Keys.CipherOf(Keys.Ring(Keys.Settings(current, Keys.Index, keys)));

    private sealed class RecordingLogger : ILogger<SmsCipher>
    {
        public List<string> Messages { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Messages.Add(formatter(state, exception));
    }

    private static void AssertLacks(byte[] value, string text)
    {
        Assert.Equal(-1, value.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(-1, value.AsSpan().IndexOf(Encoding.Unicode.GetBytes(text)));
    }

    private void AssertCannotBeOpened(SealedSms content) => Assert.Null(cipher.Open(Id, content));
}
