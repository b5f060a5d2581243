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

    [Fact]
    public void Details_WhenThereIsNothingToTell_AreNull() => Assert.Null(Refusal.Details);

    [Fact]
    public void Because_OfDetails_IsTheSameRefusalWithThem()
    {
        var details = new Facts("Why.");

        var error = Refusal.WithDetails(details);

        Assert.Equal(("refused", "It was refused.", ErrorKind.Conflict, null), (error.Code, error.Message, error.Kind, error.Pointer));
        Assert.Same(details, error.Details);
    }

    [Fact]
    public void Because_OfDetails_LeavesTheErrorItself()
    {
        Refusal.WithDetails(new Facts("Why."));

        Assert.Null(Refusal.Details);
    }

    [Fact]
    public void Because_OfOtherDetails_ReplacesTheFirst() =>
        Assert.Equal(new Facts("Because."), Refusal.WithDetails(new Facts("Why.")).WithDetails(new Facts("Because.")).Details);

    [Fact]
    public void AtAndBecause_InEitherOrder_KeepEachOther()
    {
        var (one, other) = (Refusal.At("/id").WithDetails(new Facts("Why.")), Refusal.WithDetails(new Facts("Why.")).At("/id"));

        Assert.Equal(("/id", new Facts("Why.")), (one.Pointer, one.Details));
        Assert.Equal(one, other);
    }

    [Fact]
    public void Equals_WhenTheDetailsDiffer_IsFalse()
    {
        Assert.NotEqual(Refusal, Refusal.WithDetails(new Facts("Why.")));
        Assert.NotEqual(Refusal.WithDetails(new Facts("Because.")), Refusal.WithDetails(new Facts("Why.")));
    }

    private sealed record Facts(string Description) : IRefusalDetails;
}
