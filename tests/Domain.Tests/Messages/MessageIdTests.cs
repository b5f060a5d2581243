using Concierge.Domain.Messages;

namespace Concierge.Domain.Tests.Messages;

public sealed class MessageIdTests
{
    private const string Conversation = "ed2ccac0-84e1-859b-b1ca-5434a40d0c99";

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(long.MaxValue)]
    public void From_WithTextOfId_ReturnsSameId(long position)
    {
        var id = new MessageId(new(Guid.Parse(Conversation)), position);

        Assert.Equal(id, MessageId.From(id.ToString()));
        Assert.Equal($"{Conversation}-{position}", id.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData(Conversation)]
    [InlineData(Conversation + "-")]
    [InlineData(Conversation + "-0")]
    [InlineData(Conversation + "-01")]
    [InlineData(Conversation + "--1")]
    [InlineData(Conversation + "-+1")]
    [InlineData(Conversation + "- 1")]
    [InlineData(Conversation + "-1 ")]
    [InlineData(Conversation + "-1a")]
    [InlineData(Conversation + "-\u0661")]
    [InlineData(Conversation + "-9223372036854775808")]
    [InlineData(Conversation + "_1")]
    [InlineData(" " + Conversation + "-1")]
    [InlineData("ED2CCAC0-84e1-859b-b1ca-5434a40d0c99-1")]
    [InlineData("ed2ccac084e1859bb1ca5434a40d0c99-1")]
    [InlineData("gd2ccac0-84e1-859b-b1ca-5434a40d0c99-1")]
    [InlineData("{d2ccac0-84e1-859b-b1ca-5434a40d0c99}-1")]
    public void From_WithOtherText_Throws(string? text)
    {
        Assert.False(MessageId.IsValid(text));
        Assert.Throws<ArgumentException>(() => MessageId.From(text));
    }
}
