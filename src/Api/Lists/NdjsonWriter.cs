using System.Buffers;
using System.IO.Pipelines;
using Concierge.Api.Http;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Lists;

/// <summary>
/// Writes the lines of a stream. At most <see cref="MaxUnflushed"/> bytes are written before a flush, and a flush waits for the client at
/// most as long as a request may take, so a client that does not read costs little memory and not for long.
/// </summary>
/// <param name="http">The request.</param>
/// <param name="aborted">Cancels a flush.</param>
internal sealed class NdjsonWriter(HttpContext http, CancellationToken aborted)
{
    /// <summary>Maximum number of bytes between two flushes.</summary>
    public const int MaxUnflushed = 16 * 1024;

    private static readonly byte[] LineFeed = "\n"u8.ToArray();

    private readonly PipeWriter body = http.Response.BodyWriter;
    private readonly TimeSpan timeout = http.RequestServices.GetRequiredService<IOptions<HttpOptions>>().Value.RequestTimeout;
    private readonly TimeProvider clock = http.RequestServices.GetRequiredService<TimeProvider>();
    private int unflushed;

    /// <summary>Whether the client did not read in time.</summary>
    public bool IsStalled { get; private set; }

    /// <summary>Writes one line.</summary>
    /// <exception cref="OperationCanceledException">The client did not read in time, or the stream was aborted.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> json)
    {
        await AppendAsync(json);
        await AppendAsync(LineFeed);
    }

    /// <summary>Sends what was written, and waits until the client has received most of it.</summary>
    /// <exception cref="OperationCanceledException">The client did not read in time, or the stream was aborted.</exception>
    public async ValueTask FlushAsync()
    {
        using var time = new CancellationTokenSource(timeout, clock);
        using var timeOrAborted = CancellationTokenSource.CreateLinkedTokenSource(time.Token, aborted);
        unflushed = 0;
        try
        {
            await body.FlushAsync(timeOrAborted.Token);
        }
        catch (OperationCanceledException) when (time.IsCancellationRequested)
        {
            IsStalled = true;
            throw;
        }
    }

    private async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var part = bytes[..Math.Min(bytes.Length, MaxUnflushed - unflushed)];
            body.Write(part.Span);
            bytes = bytes[part.Length..];
            unflushed += part.Length;
            if (unflushed == MaxUnflushed)
            {
                await FlushAsync();
            }
        }
    }
}
