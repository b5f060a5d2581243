using Concierge.Domain.Common;
using Concierge.Domain.Messages;
using Concierge.Domain.Tests.Common;

namespace Concierge.Domain.Tests.Messages;

public sealed class MessageIdTests() : UuidIdTests<MessageId>(value => new(value), MessageId.From, MessageId.IsValid)
{
    [Fact]
    public void FirstAndLast_Always_EncloseEveryMessage()
    {
        Assert.True(MessageId.First < Generated);
        Assert.True(Generated < MessageId.Last);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9999)]
    public void Time_OfGeneratedId_IsMillisecondOfGeneration(int ticks)
    {
        var at = new DateTimeOffset(2026, 11, 21, 12, 0, 0, 123, TimeSpan.Zero);

        Assert.Equal(at, new MessageId(new TimeOrderedUuidGenerator().Next(at.AddTicks(ticks))).Time);
    }
}
