using Concierge.Api.Tests.Hosting;
using Microsoft.AspNetCore.Hosting;

namespace Concierge.Api.Tests.Orders;

/// <summary>The product with a window that holds between any two orders.</summary>
public sealed class AllOrdersFixture(TestDatabases databases) : ApiFixture(databases)
{
    protected override void Configure(IWebHostBuilder builder)
    {
        base.Configure(builder);
        builder.UseSetting("Orders:WindowScope", "All");
    }
}

/// <summary>The product with a window of an hour and a half.</summary>
public sealed class ShortWindowFixture(TestDatabases databases) : ApiFixture(databases)
{
    protected override void Configure(IWebHostBuilder builder)
    {
        base.Configure(builder);
        builder.UseSetting("Orders:Window", "01:30:00");
    }
}

/// <summary>The product with a window so long that few orders fill the time in which another one is looked for.</summary>
public sealed class LongWindowFixture(TestDatabases databases) : ApiFixture(databases)
{
    protected override void Configure(IWebHostBuilder builder)
    {
        base.Configure(builder);
        builder.UseSetting("Orders:Window", "200.00:00:00");
    }
}
