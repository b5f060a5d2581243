using Concierge.Domain.Common;
using Concierge.Domain.Services;
using Concierge.Domain.Users;
using static Concierge.Domain.Tests.Orders.Given;

namespace Concierge.Domain.Tests.Services;

public sealed class ServiceTests
{
    private static readonly DateTimeOffset Created = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(1)).AddTicks(9999);

    private static readonly DateTimeOffset CreatedAt = new(2026, 1, 2, 2, 4, 5, 678, TimeSpan.Zero);

    private static readonly DateTimeOffset Later = Created.AddHours(1);

    private static readonly DateTimeOffset LaterAt = CreatedAt.AddHours(1);

    private static readonly ServiceName Testing = ServiceName.From("Testing");

    [Fact]
    public void Create_ByBackend_ReturnsServiceOfVersion1()
    {
        var service = Service.Create(Actor.Backend, ServiceId.From("789"), ServiceName.From(" Testing "), Created).Value;

        Assert.Equal(("789", "Testing"), (service.Id.Value, service.Name));
        Assert.Equal((CreatedAt, CreatedAt, 1), (service.CreatedAt, service.UpdatedAt, service.Version));
    }

    [Fact]
    public void Create_ByUser_ReturnsForbidden() =>
        Assert.Equal([CommonErrors.ForbiddenToUsers], Service.Create(Ann, ServiceId.From("ann"), Testing, Created).Errors);

    [Theory]
    [InlineData("Inspection")]
    [InlineData("testing")]
    [InlineData("Testing 2")]
    public void Rename_ToAnotherName_IncrementsVersion(string name)
    {
        var service = NewService();

        Assert.Same(Result.Success, service.Rename(Actor.Backend, ServiceName.From(name), Later));

        Assert.Equal(("789", name), (service.Id.Value, service.Name));
        Assert.Equal((CreatedAt, LaterAt, 2), (service.CreatedAt, service.UpdatedAt, service.Version));
    }

    [Theory]
    [InlineData("Testing")]
    [InlineData("  Testing\t")]
    public void Rename_ToSameName_ChangesNothing(string name)
    {
        var service = NewService();

        Assert.Same(Result.Success, service.Rename(Actor.Backend, ServiceName.From(name), Later));

        AssertUnchanged(service);
    }

    [Fact]
    public void Rename_ByUser_ReturnsForbidden()
    {
        var service = NewService();

        Assert.Equal([CommonErrors.ForbiddenToUsers], service.Rename(Ann, ServiceName.From("Inspection"), Later).Errors);

        AssertUnchanged(service);
    }

    [Fact]
    public void Rename_ByUserToSameName_ReturnsForbidden() =>
        Assert.Equal([CommonErrors.ForbiddenToUsers], NewService().Rename(Ann, Testing, Later).Errors);

    [Fact]
    public void CreateAndRename_WithOffset_StoreUtc()
    {
        var service = NewService();
        service.Rename(Actor.Backend, ServiceName.From("Inspection"), Later);

        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (service.CreatedAt.Offset, service.UpdatedAt.Offset));
    }

    [Fact]
    public void Version_AfterSeveralRenames_CountsChanges()
    {
        var service = NewService();

        service.Rename(Actor.Backend, ServiceName.From("Inspection"), Later);
        service.Rename(Actor.Backend, ServiceName.From("Inspection"), Later);
        service.Rename(Actor.Backend, Testing, Later);

        Assert.Equal(3, service.Version);
    }

    private static Service NewService() => Service.Create(Actor.Backend, ServiceId.From("789"), Testing, Created).Value;

    private static void AssertUnchanged(Service service)
    {
        Assert.Equal("Testing", service.Name);
        Assert.Equal((CreatedAt, CreatedAt, 1), (service.CreatedAt, service.UpdatedAt, service.Version));
    }
}
