using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using Concierge.Domain.Tests.Common;

namespace Concierge.Domain.Tests.Sms;

public sealed class SmsMessageIdTests() : UuidIdTests<SmsMessageId>(value => new(value), SmsMessageId.From, SmsMessageId.IsValid)
{
    [Fact]
    public void FirstAndLast_Always_EncloseEveryMessage()
    {
        Assert.True(SmsMessageId.First < Generated);
        Assert.True(Generated < SmsMessageId.Last);
    }

    /// <summary>The retention must never take a time before 1970 for one after all messages.</summary>
    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("1969-12-31T23:59:59.999Z")]
    [InlineData("1970-01-01T00:00:00Z")]
    public void At_UpToEpoch_IsBeforeEveryMessage(string time) =>
        Assert.Equal(SmsMessageId.First, SmsMessageId.At(DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void At_OfTime_IsBetweenIdsBeforeAndAfter()
    {
        var at = new DateTimeOffset(2026, 11, 21, 12, 0, 0, 123, TimeSpan.Zero);
        var ids = new TimeOrderedUuidGenerator();

        Assert.True(new SmsMessageId(ids.Next(at.AddTicks(-1))) < SmsMessageId.At(at));
        Assert.True(SmsMessageId.At(at) < new SmsMessageId(ids.Next(at)));
        Assert.Equal(at, SmsMessageId.At(at).Time);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9999)]
    public void Time_OfGeneratedId_IsMillisecondOfGeneration(int ticks)
    {
        var at = new DateTimeOffset(2026, 11, 21, 12, 0, 0, 123, TimeSpan.Zero);

        Assert.Equal(at, new SmsMessageId(new TimeOrderedUuidGenerator().Next(at.AddTicks(ticks))).Time);
    }
}
