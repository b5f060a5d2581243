using Concierge.Domain.Common;

namespace Concierge.Domain.Tests.Common;

public sealed class ErrorTests
{
    private static readonly Error Refusal = new("refused", "It was refused.", ErrorKind.Conflict);

    [Fact]
    public void Pointer_WhenNothingWasPointedAt_IsNull() => Assert.Null(Refusal.Pointer);

    [Fact]
    public void At_APointer_IsTheSameRefusalThere()
    {
        var error = Refusal.At("/id");

        Assert.Equal(("refused", "It was refused.", ErrorKind.Conflict, "/id"), (error.Code, error.Message, error.Kind, error.Pointer));
    }

    [Fact]
    public void At_APointer_LeavesTheErrorItself()
    {
        Refusal.At("/id");

        Assert.Null(Refusal.Pointer);
    }

    [Fact]
    public void At_AnotherPointer_ReplacesTheFirst() => Assert.Equal("/b", Refusal.At("/a").At("/b").Pointer);

    [Fact]
    public void Equals_WhenAllIsAlike_IsTrue() => Assert.Equal(Refusal.At("/id"), new Error("refused", "It was refused.", ErrorKind.Conflict).At("/id"));

    [Fact]
    public void Equals_WhenThePointerDiffers_IsFalse() => Assert.NotEqual(Refusal, Refusal.At("/id"));
}
