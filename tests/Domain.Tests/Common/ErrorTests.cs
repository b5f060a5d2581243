using Concierge.Domain.Common;

namespace Concierge.Domain.Tests.Common;

public sealed class ErrorTests
{
    private static readonly Error Refusal = new("refused", "It was refused.", ErrorKind.Conflict);

    [Fact]
    public void PointerAndDetails_WhenNotSet_AreNull() => Assert.Equal((null, null), (Refusal.Pointer, Refusal.Details));

    [Fact]
    public void AtAndWithDetails_InEitherOrder_KeepEverythingElse()
    {
        var details = new Facts("Why.");

        foreach (var error in new[] { Refusal.At("/id").WithDetails(details), Refusal.WithDetails(details).At("/id") })
        {
            Assert.Equal(("refused", "It was refused.", ErrorKind.Conflict, "/id"), (error.Code, error.Message, error.Kind, error.Pointer));
            Assert.Same(details, error.Details);
        }
    }

    private sealed record Facts(string Description) : IRefusalDetails;
}
