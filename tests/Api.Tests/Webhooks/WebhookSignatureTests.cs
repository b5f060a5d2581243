using System.Text;
using Concierge.Infrastructure.Webhooks.Delivery;

namespace Concierge.Api.Tests.Webhooks;

public sealed class WebhookSignatureTests
{
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";

    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(1614265330);

    private static readonly byte[] Secret = Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    private static readonly byte[] Body = """{"test": 2432232314}"""u8.ToArray();

    /// <summary>The vector of https://github.com/standard-webhooks/standard-webhooks.</summary>
    [Fact]
    public void Sign_OfThePublishedVector_GivesItsSignature() =>
        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", WebhookSigner.Sign([Secret], Id, At, Body));

    [Fact]
    public void Sign_WithTwoSecrets_GivesOneSignatureForEachInTheirOrder()
    {
        var other = Encoding.UTF8.GetBytes(new string('x', 32));

        var signatures = WebhookSigner.Sign([other, Secret], Id, At, Body).Split(' ');

        Assert.Equal([WebhookSigner.Sign([other], Id, At, Body), WebhookSigner.Sign([Secret], Id, At, Body)], signatures);
        Assert.NotEqual(signatures[0], signatures[1]);
    }
}
