using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Api.Tests.Common;

/// <summary>Members that the tests add to <see cref="FakeTimeProvider"/>.</summary>
internal static class Clocks
{
    /// <summary>Arbitrary instant, the last one of its millisecond.</summary>
    public static readonly DateTimeOffset Start = new DateTimeOffset(2020, 2, 3, 4, 5, 6, 789, TimeSpan.Zero).AddTicks(9999);

    extension(FakeTimeProvider clock)
    {
        /// <summary>Gets or sets the time. Timers fire when it moves forward.</summary>
        public DateTimeOffset Now
        {
            get => clock.GetUtcNow();
            set
            {
                if (value >= clock.GetUtcNow())
                {
                    clock.SetUtcNow(value);
                }
                else
                {
                    clock.AdjustTime(value);
                }
            }
        }

        /// <summary>Makes the product use this clock.</summary>
        public void Use(IWebHostBuilder builder) => builder.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(clock));
    }
}
