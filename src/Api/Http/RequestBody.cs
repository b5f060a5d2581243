namespace Concierge.Api.Http;

/// <summary>Reads a whole request body into memory.</summary>
internal static class RequestBody
{
    /// <summary>Maximum length of a request body, in bytes.</summary>
    public const int MaxLength = 1024 * 1024;

    /// <summary>Reads the body.</summary>
    /// <exception cref="BadHttpRequestException">The body is larger than <paramref name="maxLength"/> (413).</exception>
    public static async Task<ArraySegment<byte>> ReadAsync(
        HttpRequest request, CancellationToken cancellationToken, int maxLength = MaxLength)
    {
        if (request.ContentLength > maxLength)
        {
            throw TooLarge();
        }

        // One byte more than Content-Length, so that the end is detected without growing the buffer.
        var buffer = new byte[(request.ContentLength ?? 1023) + 1];
        var length = 0;
        while (true)
        {
            var read = await request.Body.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                return new(buffer, 0, length);
            }

            length += read;
            if (length > maxLength)
            {
                throw TooLarge();
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, length * 2);
            }
        }
    }

    private static BadHttpRequestException TooLarge() => new("The body is too large.", StatusCodes.Status413PayloadTooLarge);
}
