using System.Text;
using StandardWebhooks;

namespace Concierge.Infrastructure.Webhooks.Delivery;

/// <summary>Signs by Standard Webhooks, once with each secret.</summary>
internal static class WebhookSigner
{
    /// <summary>Computes the value of the header <c>webhook-signature</c>.</summary>
    /// <param name="secrets">The secrets, newest first.</param>
    /// <param name="id">Value of the header <c>webhook-id</c>.</param>
    /// <param name="timestamp">Time of the attempt, for the header <c>webhook-timestamp</c>.</param>
    /// <param name="body">The body, in UTF-8.</param>
    public static string Sign(IEnumerable<byte[]> secrets, string id, DateTimeOffset timestamp, byte[] body)
    {
        var text = Encoding.UTF8.GetString(body);
        return string.Join(' ', secrets.Select(secret => new StandardWebhook(secret).Sign(id, timestamp, text)));
    }
}
