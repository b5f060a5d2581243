namespace Concierge.Infrastructure.Sms.Gateways;

/// <summary>
/// Reads the body of a response whose status alone does not tell everything. A resilience handler ends when the response headers arrive.
/// This handler is inside it, so the timeout includes the body. A body that is too long, late or broken is replaced with an empty one.
/// </summary>
internal sealed class ResponseBodyHandler : DelegatingHandler
{
    /// <summary>Maximum size of a body that is read, in bytes. HttpClient's own limit does not apply with ResponseHeadersRead.</summary>
    private const int MaxBody = 64 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (GatewayClient.ReadStatus(response, gateway: "") is not null)
        {
            return response;
        }

        try
        {
            await response.Content.LoadIntoBufferAsync(MaxBody, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            response.Content.Dispose();
            response.Content = new ByteArrayContent([]);
        }

        return response;
    }
}
