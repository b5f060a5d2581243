using Concierge.Api.Tests.Hosting;
using Microsoft.AspNetCore.Hosting;

namespace Concierge.Api.Tests.Common;

/// <summary>The product with a clock that the test sets.</summary>
public sealed class ClockFixture(TestDatabases databases) : ApiFixture(databases)
{
    internal FakeTimeProvider Clock { get; } = new ClockWithRealTimers(Clocks.Start);

    protected override void Configure(IWebHostBuilder builder)
    {
        base.Configure(builder);
        Clock.Use(builder);
    }
}
