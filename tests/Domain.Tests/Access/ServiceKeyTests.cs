using Concierge.Domain.Access;
using Concierge.Domain.Common;
using Concierge.Domain.Users;

namespace Concierge.Domain.Tests.Access;

public sealed class ServiceKeyTests
{
    private static readonly DateTimeOffset Created = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(1)).AddTicks(9999);

    private static readonly DateTimeOffset CreatedAt = new(2026, 1, 2, 2, 4, 5, 678, TimeSpan.Zero);

    private static readonly ServiceKeyId Id = ServiceKeyId.From("01920b3c-5d4e-7f60-8a9b-0c1d2e3f4a5b");

    private static readonly Actor User = Actor.As(UserId.From("ann"));

    [Fact]
    public void Create_ByBackend_ReturnsActiveKeyWithHashedSecret()
    {
        var secret = ServiceKeySecret.Generate();

        var key = ServiceKey.Create(Actor.Backend, Id, "Desk", [Scopes.Users, Scopes.Sms], secret, Created).Value;

        Assert.Equal((Id, "Desk"), (key.Id, key.Name));
        Assert.Equal([Scopes.Users, Scopes.Sms], key.Scopes);
        Assert.Equal(ServiceKeySecret.Hash(secret.Text), key.SecretHash);
        Assert.Equal((CreatedAt, TimeSpan.Zero), (key.CreatedAt, key.CreatedAt.Offset));
        Assert.Null(key.LastUsedAt);
        Assert.Null(key.RevokedAt);
    }

    [Fact]
    public void Create_WithDuplicateScopes_KeepsFirstOfEach() =>
        Assert.Equal([Scopes.Sms, Scopes.Users], NewKey(Scopes.Sms, Scopes.Users, Scopes.Sms, Scopes.Users).Scopes);

    [Fact]
    public void Create_ByUser_ReturnsForbidden() =>
        Assert.Equal(
            [CommonErrors.ForbiddenToUsers],
            ServiceKey.Create(User, Id, "Desk", [Scopes.Users], ServiceKeySecret.Generate(), Created).Errors);

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
        ServiceKey.Create(Actor.Backend, Id, "Desk", scopes, ServiceKeySecret.Generate(), Created).Value;
}
