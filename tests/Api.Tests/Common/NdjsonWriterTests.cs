using System.IO.Pipelines;
using Concierge.Api.Http;
using Concierge.Api.Lists;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Api.Tests.Common;

/// <summary>What a stream writes between two flushes, by count.</summary>
public sealed class NdjsonWriterTests
{
    private const int Max = NdjsonWriter.MaxUnflushed;

    [Theory]
    [InlineData(Max - 2, new int[0], Max - 1)]
    [InlineData(Max - 1, new[] { Max }, 0)]
    [InlineData(Max, new[] { Max }, 1)]
    [InlineData(2 * Max - 1, new[] { Max, Max }, 0)]
    [InlineData(50_000, new[] { Max, Max, Max }, 50_001 - 3 * Max)]
    public async Task Write_OfOneLine_IsFlushedAtEach16KiB(int length, int[] flushed, int left)
    {
        var body = new CountingBody();

        await new NdjsonWriter(body.Context, default).WriteAsync(new byte[length]);

        Assert.Equal(flushed, body.Flushed);
        Assert.Equal(left, body.Unflushed);
    }

    [Fact]
    public async Task Write_OfManyLines_IsFlushedAtEach16KiB()
    {
        var body = new CountingBody();
        var writer = new NdjsonWriter(body.Context, default);
        for (var line = 0; line < 1000; line++)
        {
            await writer.WriteAsync(new byte[line]);
        }

        await writer.FlushAsync();

        const int Written = 1000 * 999 / 2 + 1000;
        Assert.Equal(Written, body.Flushed.Sum());
        Assert.All(body.Flushed.SkipLast(1), bytes => Assert.Equal(Max, bytes));
        Assert.False(writer.IsStalled);
    }

    [Fact]
    public async Task Flush_UntilRequestTimeout_WaitsAndThenEnds()
    {
        var body = new CountingBody { IsRead = false };
        var writer = new NdjsonWriter(body.Context, default);
        var flush = writer.FlushAsync().AsTask();

        body.Clock.Advance(TimeSpan.FromSeconds(15) - TimeSpan.FromTicks(1));
        Assert.False(flush.IsCompleted);
        body.Clock.Advance(TimeSpan.FromTicks(1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flush);
        Assert.True(writer.IsStalled);
    }

    [Fact]
    public async Task Flush_WhenStreamIsAborted_EndsWithoutBeingStalled()
    {
        using var aborted = new CancellationTokenSource();
        var writer = new NdjsonWriter(new CountingBody { IsRead = false }.Context, aborted.Token);
        var flush = writer.FlushAsync().AsTask();

        await aborted.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flush);
        Assert.False(writer.IsStalled);
    }

    /// <summary>The body of a response. Counts the bytes of each flush.</summary>
    private sealed class CountingBody : PipeWriter, IHttpResponseBodyFeature
    {
        private byte[] memory = [];

        public CountingBody()
        {
            Context = new DefaultHttpContext
            {
                RequestServices = new ServiceCollection().AddSingleton<TimeProvider>(Clock).Configure<HttpOptions>(_ => { })
                    .BuildServiceProvider(),
            };
            Context.Features.Set<IHttpResponseBodyFeature>(this);
        }

        public DefaultHttpContext Context { get; }

        public FakeTimeProvider Clock { get; } = new();

        /// <summary>Whether the client reads.</summary>
        public bool IsRead { get; init; } = true;

        public List<int> Flushed { get; } = [];

        public int Unflushed { get; private set; }

        public Stream Stream => throw new NotSupportedException();

        public PipeWriter Writer => this;

        public override void Advance(int bytes) => Unflushed += bytes;

        public override Memory<byte> GetMemory(int sizeHint = 0) => memory = new byte[Math.Max(sizeHint, 4096)];

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            Flushed.Add(Unflushed);
            Unflushed = 0;
            await Task.Delay(IsRead ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, cancellationToken);
            return default;
        }

        public override void CancelPendingFlush() => throw new NotSupportedException();

        public override void Complete(Exception? exception = null) => throw new NotSupportedException();

        public void DisableBuffering()
        {
        }

        public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task CompleteAsync() => Task.CompletedTask;
    }
}
