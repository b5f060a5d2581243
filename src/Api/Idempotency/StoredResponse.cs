namespace Concierge.Api.Idempotency;

/// <summary>A response as it is stored, in JSON, for replay.</summary>
internal sealed record StoredResponse(int Status, string? ContentType, string? Location, string? ETag, byte[] Body)
{
    public static StoredResponse Of(HttpResponse response, byte[] body) =>
        new(response.StatusCode, response.ContentType, response.Headers.Location, response.Headers.ETag, body);

    public async Task ReplayAsync(HttpResponse response)
    {
        response.StatusCode = Status;
        response.ContentType = ContentType;
        response.ContentLength = Body.Length;
        if (Location is not null)
        {
            response.Headers.Location = Location;
        }

        if (ETag is not null)
        {
            response.Headers.ETag = ETag;
        }

        await response.Body.WriteAsync(Body);
    }
}
