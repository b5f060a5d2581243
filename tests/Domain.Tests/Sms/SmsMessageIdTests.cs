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

    [Theory]
    [InlineData(0)]
    [InlineData(9999)]
    public void Time_OfGeneratedId_IsMillisecondOfGeneration(int ticks)
    {
        var at = new DateTimeOffset(2026, 11, 21, 12, 0, 0, 123, TimeSpan.Zero);

        Assert.Equal(at, new SmsMessageId(new TimeOrderedUuidGenerator().Next(at.AddTicks(ticks))).Time);
    }
}
