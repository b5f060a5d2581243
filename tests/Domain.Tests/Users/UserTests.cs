using Concierge.Domain.Common;
using Concierge.Domain.Users;

namespace Concierge.Domain.Tests.Users;

public sealed class UserTests
{
    private static readonly DateTimeOffset Created = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(1)).AddTicks(9999);

    private static readonly DateTimeOffset CreatedAt = new(2026, 1, 2, 2, 4, 5, 678, TimeSpan.Zero);

    private static readonly DateTimeOffset Later = Created.AddHours(1);

    private static readonly DateTimeOffset LaterAt = CreatedAt.AddHours(1);

    private static readonly UserName Ann = UserName.From("Ann");

    private static readonly UserName Beth = UserName.From("Beth");

    [Fact]
    public void Create_ByBackend_ReturnsActiveUserOfVersion1()
    {
        var user = User.Create(Actor.Backend, UserId.From("ann"), UserName.From(" Ann "), Pairs(("team", "blue")), Created).Value;

        Assert.Equal("ann", user.Id.Value);
        Assert.Equal("Ann", user.Name);
        Assert.Equal(Pairs(("team", "blue")), user.Metadata);
        Assert.Equal(UserStatus.Active, user.Status);
        Assert.Equal(1, user.Version);
    }

    [Fact]
    public void Create_Always_TruncatesTimeToMillisecondsInUtc()
    {
        var user = NewUser();

        Assert.Equal((CreatedAt, CreatedAt), (user.CreatedAt, user.UpdatedAt));
        Assert.Equal(TimeSpan.Zero, user.CreatedAt.Offset);
    }

    [Theory]
    [InlineData("ann")]
    [InlineData("bob")]
    public void Create_ByUser_ReturnsForbidden(string actor) =>
        Assert.Equal(
            [CommonErrors.ForbiddenToUsers], User.Create(Actor.As(UserId.From(actor)), UserId.From("ann"), Ann, Pairs(), Created).Errors);

    [Fact]
    public void Change_ByBackend_ReplacesNameAndMetadata()
    {
        var user = NewUser();

        Assert.Same(Result.Success, user.Change(Actor.Backend, Beth, Pairs(("size", "l")), Later));

        Assert.Equal("Beth", user.Name);
        Assert.Equal(Pairs(("size", "l")), user.Metadata);
        Assert.Equal((CreatedAt, LaterAt, 2), (user.CreatedAt, user.UpdatedAt, user.Version));
        Assert.Equal(UserStatus.Active, user.Status);
    }

    [Theory]
    [InlineData("Beth", "team", "blue")]
    [InlineData("ann", "team", "blue")]
    [InlineData("Ann", "team", "red")]
    [InlineData("Ann", "team", "Blue")]
    [InlineData("Ann", "Team", "blue")]
    public void Change_WhenOneValueDiffers_IncrementsVersion(string name, string key, string value)
    {
        var user = NewUser(("team", "blue"));

        user.Change(Actor.Backend, UserName.From(name), Pairs((key, value)), Later);

        Assert.Equal(name, user.Name);
        Assert.Equal(Pairs((key, value)), user.Metadata);
        Assert.Equal((LaterAt, 2), (user.UpdatedAt, user.Version));
    }

    [Fact]
    public void Change_WhenPairIsAdded_IncrementsVersion()
    {
        var user = NewUser(("team", "blue"));

        user.Change(Actor.Backend, Ann, Pairs(("team", "blue"), ("size", "l")), Later);

        Assert.Equal(Pairs(("team", "blue"), ("size", "l")), user.Metadata);
        Assert.Equal(2, user.Version);
    }

    [Fact]
    public void Change_WhenPairIsRemoved_IncrementsVersion()
    {
        var user = NewUser(("team", "blue"), ("size", "l"));

        user.Change(Actor.Backend, Ann, Pairs(("team", "blue")), Later);

        Assert.Equal(Pairs(("team", "blue")), user.Metadata);
        Assert.Equal(2, user.Version);
    }

    [Fact]
    public void Change_WhenDeactivated_IsForBackendsAlone()
    {
        var user = NewUser();
        user.Deactivate(Actor.Backend, Later);

        Assert.Equal([UserErrors.Deactivated], user.Change(Actor.As(user.Id), Beth, null, Later).Errors);
        Assert.Same(Result.Success, user.Change(Actor.Backend, Beth, null, Later));
    }

    [Fact]
    public void Change_WithIdenticalValues_ChangesNothing()
    {
        var user = NewUser(("team", "blue"), ("size", "l"));

        Assert.Same(Result.Success, user.Change(Actor.Backend, UserName.From(" Ann "), Pairs(("size", "l"), ("team", "blue")), Later));

        Assert.Equal((CreatedAt, 1), (user.UpdatedAt, user.Version));
    }

    [Fact]
    public void Change_BySelfWithoutMetadata_KeepsMetadata()
    {
        var user = NewUser(("team", "blue"));

        Assert.Same(Result.Success, user.Change(By("ann"), Beth, null, Later));

        Assert.Equal(("Beth", 2), (user.Name, user.Version));
        Assert.Equal(Pairs(("team", "blue")), user.Metadata);
    }

    [Fact]
    public void Change_BySelfWithMetadata_ReturnsForbidden()
    {
        var user = NewUser(("team", "blue"));

        Assert.Equal(
            [CommonErrors.ForbiddenToUsers.At("/metadata")], user.Change(By("ann"), Beth, Pairs(("team", "blue")), Later).Errors);

        Assert.Equal(("Ann", 1), (user.Name, user.Version));
    }

    [Fact]
    public void Change_WithoutMetadataAndWithSameName_ChangesNothing()
    {
        var user = NewUser(("team", "blue"));

        Assert.Same(Result.Success, user.Change(By("ann"), Ann, null, Later));

        Assert.Equal((CreatedAt, 1), (user.UpdatedAt, user.Version));
    }

    [Fact]
    public void Change_ByAnotherUser_ReturnsForbidden()
    {
        var user = NewUser(("team", "blue"));

        Assert.Equal([CommonErrors.Forbidden], user.Change(By("bob"), Beth, Pairs(), Later).Errors);

        Assert.Equal("Ann", user.Name);
        Assert.Equal(Pairs(("team", "blue")), user.Metadata);
        Assert.Equal((CreatedAt, 1), (user.UpdatedAt, user.Version));
    }

    [Fact]
    public void Change_ByAnotherUserWithIdenticalValues_ReturnsForbidden() =>
        Assert.Equal([CommonErrors.Forbidden], NewUser().Change(By("bob"), Ann, Pairs(), Later).Errors);

    [Fact]
    public void Change_WhenDeactivated_KeepsStatus()
    {
        var user = NewUser();
        user.Deactivate(Actor.Backend, Later);

        user.Change(Actor.Backend, Beth, Pairs(), Later);

        Assert.Equal(UserStatus.Deactivated, user.Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("ann")]
    public void Deactivate_ByBackendOrSelf_IncrementsVersion(string? actor)
    {
        var user = NewUser(("team", "blue"));

        Assert.Same(Result.Success, user.Deactivate(By(actor), Later));

        Assert.Equal((UserStatus.Deactivated, LaterAt, 2), (user.Status, user.UpdatedAt, user.Version));
        Assert.Equal((CreatedAt, "Ann"), (user.CreatedAt, user.Name));
        Assert.Equal(Pairs(("team", "blue")), user.Metadata);
    }

    [Fact]
    public void Reactivate_ByBackend_ActivatesAndInvalidatesOldTokens()
    {
        var user = NewUser();
        user.Deactivate(Actor.Backend, Created);

        Assert.Same(Result.Success, user.Reactivate(Actor.Backend, Later));

        Assert.Equal((UserStatus.Active, LaterAt, 3, 1), (user.Status, user.UpdatedAt, user.Version, user.TokenGeneration));
    }

    [Fact]
    public void Reactivate_WhenActive_ChangesNothing()
    {
        var user = NewUser();

        Assert.Same(Result.Success, user.Reactivate(Actor.Backend, Later));

        Assert.Equal((UserStatus.Active, CreatedAt, 1, 0), (user.Status, user.UpdatedAt, user.Version, user.TokenGeneration));
    }

    [Fact]
    public void Reactivate_ByUser_IsForbidden()
    {
        var user = NewUser();
        user.Deactivate(Actor.Backend, Created);

        Assert.Equal([CommonErrors.ForbiddenToUsers], user.Reactivate(Actor.As(user.Id), Later).Errors);
        Assert.Equal(UserStatus.Deactivated, user.Status);
    }

    [Fact]
    public void Create_UnderOneId_GivesEachUserItsOwnStamp() => Assert.NotEqual(NewUser().Stamp, NewUser().Stamp);

    [Fact]
    public void Deactivate_WhenRepeated_ChangesNothing()
    {
        var user = NewUser();
        user.Deactivate(Actor.Backend, Later);

        Assert.Same(Result.Success, user.Deactivate(Actor.Backend, Later.AddDays(1)));

        Assert.Equal((UserStatus.Deactivated, LaterAt, 2), (user.Status, user.UpdatedAt, user.Version));
    }

    [Fact]
    public void Deactivate_ByAnotherUser_ReturnsForbidden()
    {
        var user = NewUser();

        Assert.Equal([CommonErrors.Forbidden], user.Deactivate(By("bob"), Later).Errors);

        Assert.Equal((UserStatus.Active, CreatedAt, 1), (user.Status, user.UpdatedAt, user.Version));
    }

    [Fact]
    public void Version_AfterSeveralChanges_CountsChanges()
    {
        var user = NewUser();

        user.Change(Actor.Backend, Beth, Pairs(), Later);
        user.Change(Actor.Backend, Beth, Pairs(), Later);
        user.Change(Actor.Backend, Ann, Pairs(), Later);
        user.Deactivate(Actor.Backend, Later);

        Assert.Equal(4, user.Version);
    }

    [Fact]
    public void CheckToken_ByBackend_AllowsOnlyActiveUsers()
    {
        var user = NewUser();

        Assert.Same(Result.Success, user.CheckToken(Actor.Backend));
        user.Deactivate(Actor.Backend, Later);
        Assert.Equal([UserErrors.Deactivated], user.CheckToken(Actor.Backend).Errors);
    }

    [Theory]
    [InlineData("ann")]
    [InlineData("bob")]
    public void CheckToken_ByUser_ReturnsForbidden(string actor)
    {
        var user = NewUser();

        Assert.Equal([CommonErrors.ForbiddenToUsers], user.CheckToken(By(actor)).Errors);
        user.Deactivate(Actor.Backend, Later);
        Assert.Equal([CommonErrors.ForbiddenToUsers], user.CheckToken(By(actor)).Errors);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("ann")]
    public void RevokeTokens_ByBackendOrSelf_IncrementsOnlyGeneration(string? actor)
    {
        var user = NewUser();
        user.Deactivate(Actor.Backend, Later);

        Assert.Same(Result.Success, user.RevokeTokens(By(actor)));
        Assert.Same(Result.Success, user.RevokeTokens(By(actor)));

        Assert.Equal((2, 2, LaterAt), (user.TokenGeneration, user.Version, user.UpdatedAt));
    }

    [Fact]
    public void RevokeTokens_ByAnotherUser_ReturnsForbidden()
    {
        var user = NewUser();

        Assert.Equal([CommonErrors.Forbidden], user.RevokeTokens(By("bob")).Errors);

        Assert.Equal(0, user.TokenGeneration);
    }

    private static User NewUser(params (string Key, string Value)[] metadata) =>
        User.Create(Actor.Backend, UserId.From("ann"), Ann, Pairs(metadata), Created).Value;

    private static Actor By(string? user) => user is null ? Actor.Backend : Actor.As(UserId.From(user));

    private static Dictionary<string, string> Pairs(params (string Key, string Value)[] pairs) =>
        pairs.ToDictionary(pair => pair.Key, pair => pair.Value);
}
