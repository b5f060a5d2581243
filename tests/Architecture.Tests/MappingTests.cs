using AutoMapper;
using Concierge.Application;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Architecture.Tests;

public sealed class MappingTests
{
    [Fact]
    public void Maps_AsRegistered_FillEveryMember()
    {
        using var provider = new ServiceCollection().AddApplication().BuildServiceProvider();

        provider.GetRequiredService<IConfigurationProvider>().AssertConfigurationIsValid();
    }

    [Theory]
    [InlineData(typeof(Domain.Users.User), typeof(Application.Users.UserDto))]
    [InlineData(typeof(Domain.Messages.Message), typeof(Application.Messages.MessageDto))]
    [InlineData(typeof(Domain.Services.Service), typeof(Application.Services.ServiceDto))]
    public void Maps_AsRegistered_AreFound(Type source, Type destination)
    {
        using var provider = new ServiceCollection().AddApplication().BuildServiceProvider();
        var maps = (AutoMapper.Internal.IGlobalConfiguration)provider.GetRequiredService<IConfigurationProvider>();

        Assert.NotNull(maps.FindTypeMapFor(source, destination));
    }
}
