using Concierge.Domain.Access;
using Concierge.Domain.Common;
using Concierge.Domain.Users;

namespace Concierge.Domain.Tests.Access;

public sealed class ServiceKeyTests
{
    private static readonly DateTimeOffset Created = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(1)).AddTicks(9999);

    private static readonly DateTimeOffset CreatedAt = new(2026, 1, 2, 2, 4, 5, 678, TimeSpan.Zero);

    private static readonly ServiceKeyId Id = ServiceKeyId.From("01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b");

    private static readonly ServiceKeyId Successor = ServiceKeyId.From("01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5c");

    private static readonly Actor User = Actor.As(UserId.From("ann"));

    [Fact]
    public void Create_ByBackend_ReturnsActiveKeyWithHashedSecret()
    {
        var secret = ServiceKeySecret.Generate();

        var key = ServiceKey.Create(Actor.Backend, Id, "Desk", [Scopes.Users, Scopes.Sms], secret, null, Created).Value;

        Assert.Equal((Id, "Desk"), (key.Id, key.Name));
        Assert.Equal([Scopes.Users, Scopes.Sms], key.Scopes);
        Assert.Equal(ServiceKeySecret.Hash(secret.Text), key.SecretHash);
        Assert.Equal((CreatedAt, TimeSpan.Zero), (key.CreatedAt, key.CreatedAt.Offset));
        Assert.Null(key.LastUsedAt);
        Assert.Null(key.ExpiresAt);
        Assert.Null(key.RevokedAt);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(-1, false)]
    [InlineData(1, true)]
    public void Create_WithExpiry_RequiresFuture(int seconds, bool isValid)
    {
        var key = ServiceKey.Create(
            Actor.Backend, Id, "Desk", [Scopes.Users], ServiceKeySecret.Generate(), Created.AddSeconds(seconds), Created);

        Assert.Equal(isValid ? [] : [AccessErrors.ExpiryPast.At("/expires_at")], key.Errors);
    }

    [Fact]
    public void Rotate_WhenActive_CreatesSuccessorAndEndsAfterOverlap()
    {
        var key = NewKey(Scopes.Users, Scopes.Admin);
        var secret = ServiceKeySecret.Generate();

        var successor = key.Rotate(Actor.Backend, Successor, secret, TimeSpan.FromHours(2), Created.AddHours(1)).Value;

        Assert.Equal((Successor, "Desk"), (successor.Id, successor.Name));
        Assert.Equal(key.Scopes, successor.Scopes);
        Assert.Equal(ServiceKeySecret.Hash(secret.Text), successor.SecretHash);
        Assert.Null(successor.ExpiresAt);
        Assert.Equal(CreatedAt.AddHours(3), key.ExpiresAt);
        Assert.Equal((false, true), (key.IsPermanentAdmin, successor.IsPermanentAdmin));
    }

    [Fact]
    public void Rotate_WhenKeyExpires_KeepsLifetimeAndNeverExtendsOldKey()
    {
        var key = ServiceKey.Create(
            Actor.Backend, Id, "Desk", [Scopes.Users], ServiceKeySecret.Generate(), Created.AddHours(10), Created).Value;

        var successor = key.Rotate(
            Actor.Backend, Successor, ServiceKeySecret.Generate(), TimeSpan.FromHours(5), Created.AddHours(9)).Value;

        Assert.Equal(CreatedAt.AddHours(10), key.ExpiresAt);
        Assert.Equal(CreatedAt.AddHours(19), successor.ExpiresAt);
    }

    [Fact]
    public void Rotate_WhenRevokedOrExpired_IsRefused()
    {
        var revoked = NewKey(Scopes.Users);
        revoked.Revoke(Actor.Backend, Created);
        var expired = ServiceKey.Create(
            Actor.Backend, Id, "Desk", [Scopes.Users], ServiceKeySecret.Generate(), Created.AddHours(1), Created).Value;

        foreach (var key in new[] { revoked, expired })
        {
            Assert.Equal(
                [AccessErrors.KeyInactive],
                key.Rotate(Actor.Backend, Successor, ServiceKeySecret.Generate(), TimeSpan.Zero, Created.AddHours(1)).Errors);
        }
    }

    [Fact]
    public void Rotate_ByUser_ReturnsForbiddenAndChangesNothing()
    {
        var key = NewKey(Scopes.Users);

        Assert.Equal(
            [CommonErrors.ForbiddenToUsers], key.Rotate(User, Successor, ServiceKeySecret.Generate(), TimeSpan.Zero, Created).Errors);

        Assert.Null(key.ExpiresAt);
    }

    [Fact]
    public void Create_WithDuplicateScopes_KeepsFirstOfEach() =>
        Assert.Equal([Scopes.Sms, Scopes.Users], NewKey(Scopes.Sms, Scopes.Users, Scopes.Sms, Scopes.Users).Scopes);

    [Fact]
    public void Create_ByUser_ReturnsForbidden() =>
        Assert.Equal(
            [CommonErrors.ForbiddenToUsers],
            ServiceKey.Create(User, Id, "Desk", [Scopes.Users], ServiceKeySecret.Generate(), null, Created).Errors);

    [Fact]
    public void Revoke_WhenRepeated_KeepsFirstTime()
    {
        var key = NewKey(Scopes.Users);

        Assert.Same(Result.Success, key.Revoke(Actor.Backend, Created.AddHours(1)));
        Assert.Same(Result.Success, key.Revoke(Actor.Backend, Created.AddHours(2)));

        Assert.Equal((CreatedAt.AddHours(1), TimeSpan.Zero), (key.RevokedAt, key.RevokedAt!.Value.Offset));
    }

    [Fact]
    public void Revoke_ByUser_ReturnsForbidden()
    {
        var key = NewKey(Scopes.Users);

        Assert.Equal([CommonErrors.ForbiddenToUsers], key.Revoke(User, Created).Errors);

        Assert.Null(key.RevokedAt);
    }

    private static ServiceKey NewKey(params string[] scopes) =>
        ServiceKey.Create(Actor.Backend, Id, "Desk", scopes, ServiceKeySecret.Generate(), null, Created).Value;
}
