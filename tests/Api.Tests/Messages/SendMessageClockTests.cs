using System.Net;
using Concierge.Api.Tests.Hosting;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Api.Tests.Messages;

public sealed class SendMessageClockTests(SendMessageClockTests.SteppingBack api) : IClassFixture<SendMessageClockTests.SteppingBack>
{
    [Fact]
    public async Task Post_WhenTheClockSteppedBack_IdsStillAscend()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();

        var ids = await api.AddMessagesAsync(ann, bob, 3);

        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
    }

    /// <summary>Lists are ordered by id. If the times did not follow the ids, the times in a list would go back and forth.</summary>
    [Fact]
    public async Task Post_WhenTheClockSteppedBack_CreatedAtIsStillTheTimeOfTheId()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        await api.AddMessageAsync(ann, bob);

        var message = (await api.PostAsync("/messages", new { sender_id = ann, recipient_id = bob, body = "Hello" }))
            .Expect(HttpStatusCode.Created).Json;

        Assert.Equal(message.TimeOfId(), (DateTimeOffset)message["created_at"]!);
    }

    /// <summary>The product with a clock that steps back by a second each time it is read.</summary>
    public sealed class SteppingBack(TestDatabases databases) : ApiFixture(databases)
    {
        protected override void Configure(IWebHostBuilder builder)
        {
            base.Configure(builder);
            builder.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(new Clock()));
        }

        private sealed class Clock : TimeProvider
        {
            private readonly DateTimeOffset start = System.GetUtcNow();
            private int reads;

            public override DateTimeOffset GetUtcNow() => start.AddSeconds(-Interlocked.Increment(ref reads));
        }
    }
}
