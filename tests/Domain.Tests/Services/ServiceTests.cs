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
        var service = Service.Create(Actor.Backend, ServiceId.From("789"), ServiceName.From(" Testing "), false, Created).Value;

        Assert.Equal(("789", "Testing", false), (service.Id.Value, service.Name, service.IsActive));
        Assert.Equal((CreatedAt, CreatedAt, 1), (service.CreatedAt, service.UpdatedAt, service.Version));
    }

    [Fact]
    public void Create_ByUser_ReturnsForbidden() =>
        Assert.Equal([CommonErrors.ForbiddenToUsers], Service.Create(Ann, ServiceId.From("ann"), Testing, true, Created).Errors);

    [Theory]
    [InlineData("Inspection")]
    [InlineData("testing")]
    [InlineData("Testing 2")]
    public void Change_ToAnotherName_IncrementsVersion(string name)
    {
        var service = NewService();

        Assert.Same(Result.Success, service.Change(Actor.Backend, ServiceName.From(name), null, Later));

        Assert.Equal(("789", name), (service.Id.Value, service.Name));
        Assert.Equal((CreatedAt, LaterAt, 2), (service.CreatedAt, service.UpdatedAt, service.Version));
    }

    [Theory]
    [InlineData("Testing")]
    [InlineData("  Testing\t")]
    public void Change_ToSameName_ChangesNothing(string name)
    {
        var service = NewService();

        Assert.Same(Result.Success, service.Change(Actor.Backend, ServiceName.From(name), null, Later));

        AssertUnchanged(service);
    }

    [Theory]
    [InlineData(null, true, 1)]
    [InlineData(true, true, 1)]
    [InlineData(false, false, 2)]
    public void Change_OfState_IncrementsVersionIfItDiffers(bool? isActive, bool expected, int version)
    {
        var service = NewService();

        Assert.Same(Result.Success, service.Change(Actor.Backend, Testing, isActive, Later));

        Assert.Equal((expected, version), (service.IsActive, service.Version));
    }

    [Fact]
    public void Change_ByUser_ReturnsForbidden()
    {
        var service = NewService();

        Assert.Equal([CommonErrors.ForbiddenToUsers], service.Change(Ann, ServiceName.From("Inspection"), null, Later).Errors);

        AssertUnchanged(service);
    }

    [Fact]
    public void Change_ByUserToSameName_ReturnsForbidden() =>
        Assert.Equal([CommonErrors.ForbiddenToUsers], NewService().Change(Ann, Testing, null, Later).Errors);

    [Fact]
    public void CreateAndChange_WithOffset_StoreUtc()
    {
        var service = NewService();
        service.Change(Actor.Backend, ServiceName.From("Inspection"), null, Later);

        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (service.CreatedAt.Offset, service.UpdatedAt.Offset));
    }

    [Fact]
    public void Version_AfterSeveralChanges_CountsChanges()
    {
        var service = NewService();

        service.Change(Actor.Backend, ServiceName.From("Inspection"), null, Later);
        service.Change(Actor.Backend, ServiceName.From("Inspection"), null, Later);
        service.Change(Actor.Backend, Testing, null, Later);

        Assert.Equal(3, service.Version);
    }

    private static Service NewService() => Service.Create(Actor.Backend, ServiceId.From("789"), Testing, true, Created).Value;

    private static void AssertUnchanged(Service service)
    {
        Assert.Equal("Testing", service.Name);
        Assert.Equal((CreatedAt, CreatedAt, 1), (service.CreatedAt, service.UpdatedAt, service.Version));
    }
}
