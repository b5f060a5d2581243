using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Api.Tests.Common;

/// <summary>A clock that stands still until it is set.</summary>
internal sealed class FakeTimeProvider : TimeProvider
{
    /// <summary>Some instant, the last one of its millisecond.</summary>
    public static readonly DateTimeOffset Start = new DateTimeOffset(2020, 2, 3, 4, 5, 6, 789, TimeSpan.Zero).AddTicks(9999);

    private long now = Start.UtcTicks;

    public DateTimeOffset Now
    {
        get => new(Interlocked.Read(ref now), TimeSpan.Zero);
        set => Interlocked.Exchange(ref now, value.UtcTicks);
    }

    public override DateTimeOffset GetUtcNow() => Now;

    /// <summary>Has the product read this clock.</summary>
    public void Use(IWebHostBuilder builder) => builder.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(this));
}
