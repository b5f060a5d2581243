using System.Globalization;
using Concierge.Application;
using Concierge.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Tests.Processes;

public sealed class ShutdownTimeoutTests
{
    /// <summary>
    /// The parts stop one after another: first the drain delay and the running requests, then the running attempts of SMS and webhooks,
    /// then the rest.
    /// </summary>
    [Theory]
    [InlineData("00:00:50")]
    [InlineData("00:01:40", "Sms:Timeout=00:01:00", "Sms:Lease=00:02:00")]
    [InlineData("00:02:35", "Http:RequestTimeout=00:02:00")]
    [InlineData("00:01:45", "Http:ShutdownDelay=00:01:00")]
    public void ShutdownTimeout_Always_IsTheSumOfTheStopTimes(string expected, params string[] settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { EnvironmentName = Environments.Production });
        builder.Configuration.AddInMemoryCollection(
            settings.Select(setting => setting.Split('=')).Select(pair => KeyValuePair.Create(pair[0], (string?)pair[1])));
        builder.Services.AddApplication();
        builder.Services.AddInfrastructure(builder.Configuration);
        builder.Services.AddApi(builder.Configuration);
        using var services = builder.Services.BuildServiceProvider();

        Assert.Equal(
            TimeSpan.Parse(expected, CultureInfo.InvariantCulture),
            services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout);
    }
}
