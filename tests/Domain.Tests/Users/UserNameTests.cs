using Concierge.Domain.Tests.Common;
using Concierge.Domain.Users;

namespace Concierge.Domain.Tests.Users;

public sealed class UserNameTests() : NameTests<UserName>(UserName.From, name => name.Value)
{
    [Theory]
    [InlineData("Ann", "ann")]
    [InlineData(" ANN Lee ", "ann lee")]
    [InlineData("\u00c9MILE", "\u00e9mile")]
    [InlineData("\u0416\u03a9", "\u0436\u03c9")]
    public void ForSearch_Always_IsLowerCase(string name, string folded) => Assert.Equal(folded, UserName.From(name).ForSearch);

    [Fact]
    public void Fold_WithSurroundingWhiteSpace_KeepsWhiteSpace() => Assert.Equal(" ann ", UserName.Fold(" ANN "));
}
