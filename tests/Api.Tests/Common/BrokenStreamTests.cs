using System.Net;
using Concierge.Api.Lists;
using Concierge.Api.Tests.Access;
using Concierge.Api.Tests.Hosting;
using Concierge.Application.Paging;
using Concierge.Domain.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog.Events;

namespace Concierge.Api.Tests.Common;

/// <summary>Failures in the middle of a stream, on the real web server. The stream is much larger than all buffers on its way.</summary>
public sealed class BrokenStreamTests(TestDatabases databases)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Stream_WhenClientDisconnects_StopsReading()
    {
        await using var api = await StreamingApi.StartAsync(databases);
        using (var lines = await api.OpenAsync())
        {
            Assert.NotNull(await lines.ReadLineAsync(TestContext.Current.CancellationToken));
        }

        await Poll.UntilAsync(() => api.Log.Requests.Any(), () => "The request does not end.");

        Assert.InRange(api.Read, 1, StreamingApi.Rows - 1);
        Assert.Equal("GET /messages 200", Assert.Single(api.Log.Requests).Request);
        Assert.DoesNotContain(api.Log.Lines, line => line.Level >= LogEventLevel.Warning);
        Assert.Empty(api.Failures);
    }

    [Fact]
    public async Task Stream_WhenDatabaseFails_IsAborted()
    {
        await using var api = await StreamingApi.StartAsync(databases);
        using var lines = await api.OpenAsync();
        await api.ExecuteAsync("ALTER TABLE messages RENAME TO gone");

        await ExpectBrokenOffAsync(lines);

        await Poll.UntilAsync(() => api.Log.Requests.Any(), () => "The request does not end.");
        Assert.Contains("A stream was interrupted", Assert.Single(api.Failures), StringComparison.Ordinal);
        Assert.Equal("GET /messages 200", Assert.Single(api.Log.Requests).Request);
        Assert.DoesNotContain(
            StreamingApi.Text, string.Concat(api.Log.Lines.Select(line => line.Text)) + string.Concat(api.Failures),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_WhenConnectionsAreCut_Continues()
    {
        await using var api = await StreamingApi.StartAsync(databases);
        using var lines = await api.OpenAsync();
        await api.ExecuteAsync(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

        Assert.Equal(StreamingApi.Rows, await CountAsync(lines));
    }

    [Fact]
    public async Task Stream_BeyondRequestTimeout_Continues()
    {
        await using var api = await StreamingApi.StartAsync(databases, ("Http:RequestTimeout", "00:00:02"));
        using var lines = await api.OpenAsync();
        await using var locked = await api.ConnectAsync();
        await StreamingApi.ExecuteAsync(locked, "BEGIN; LOCK TABLE services");

        // Another request, sent later, reaches the timeout while the client reads, slowly.
        using var request = new HttpRequestMessage();
        var other = api.SendAsync(request, "/services");
        var count = 0;
        await Poll.UntilAsync(async () =>
        {
            for (var line = 0; line < 5; line++)
            {
                count += await lines.ReadLineAsync(TestContext.Current.CancellationToken) is null ? 0 : 1;
            }

            return other.IsCompleted;
        });
        (await other).ExpectProblem(HttpStatusCode.ServiceUnavailable, "request_timed_out");

        Assert.InRange(count, 1, StreamingApi.Rows - 1);
        Assert.Equal(StreamingApi.Rows - count, await CountAsync(lines));
    }

    [Fact]
    public async Task Stream_WhenLaterPageExceedsTimeout_IsAborted()
    {
        await using var api = await StreamingApi.StartAsync(databases, ("Http:RequestTimeout", "00:00:02"));
        using var lines = await api.OpenAsync();
        await using var locked = await api.ConnectAsync();
        await StreamingApi.ExecuteAsync(locked, "BEGIN; LOCK TABLE messages");

        await ExpectBrokenOffAsync(lines);

        await Poll.UntilAsync(() => api.Log.Requests.Any(), () => "The request does not end.");
        Assert.Contains("A stream was interrupted", Assert.Single(api.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_WhenFirstPageExceedsTimeout_IsRefused()
    {
        await using var api = await StreamingApi.StartAsync(databases, ("Http:RequestTimeout", "00:00:01"));
        await using var locked = await api.ConnectAsync();
        await StreamingApi.ExecuteAsync(locked, "BEGIN; LOCK TABLE messages");
        using var request = new HttpRequestMessage { Headers = { { "Accept", "application/x-ndjson" } } };

        (await api.SendAsync(request, "/messages")).ExpectProblem(HttpStatusCode.ServiceUnavailable, "request_timed_out");
    }

    /// <summary>Far longer than a server that stops waits for requests, the stream would go on.</summary>
    [Fact]
    public async Task Stream_WhenServerStops_IsAborted()
    {
        await using var api = await StreamingApi.StartAsync(databases, ("Http:RequestTimeout", "01:00:00"));
        using var lines = await api.OpenAsync();

        await api.Services.GetRequiredService<IHost>().StopAsync(TestContext.Current.CancellationToken)
            .WaitAsync(Patience, TestContext.Current.CancellationToken);

        await ExpectBrokenOffAsync(lines);
        Assert.Empty(api.Failures);
    }

    /// <summary>
    /// An exact measure of the memory in use: the messages that survive a garbage collection. Allocations of other tests do not affect it.
    /// </summary>
    [Fact]
    public async Task Stream_WhileWritten_BuffersFewPages()
    {
        await using var api = await StreamingApi.StartAsync(databases);
        using var lines = await api.OpenAsync();
        for (var row = 0; row < StreamingApi.Rows; row++)
        {
            Assert.NotNull(await lines.ReadLineAsync(TestContext.Current.CancellationToken));
            if (row % 1000 == 999)
            {
                GC.Collect();
                Assert.InRange(api.Held, 0, 4 * StreamingApi.RowsOfPage);
            }
        }

        Assert.Null(await lines.ReadLineAsync(TestContext.Current.CancellationToken));
        var pages = (StreamingApi.Rows + StreamingApi.RowsOfPage - 1) / StreamingApi.RowsOfPage;
        Assert.Equal(pages, api.Pages);

        // Each page reads one row more than it has, and asks for at most twice as many.
        Assert.Equal(StreamingApi.Rows + pages - 1, api.Read);
        Assert.InRange(api.Asked, StreamingApi.Rows, 2 * StreamingApi.Rows + pages + 201);
    }

    /// <summary>The first thing that a client without limits of its own can do to the service.</summary>
    [Fact]
    public async Task Stream_WhenClientDoesNotRead_HoldsOnePageAndIsAbortedAfterRequestTimeout()
    {
        await using var api = await StreamingApi.StartAsync(databases, new FakeTimeProvider(Clocks.Start));
        using var lines = await api.OpenAsync();
        var (read, same) = (0, 0);
        await Poll.UntilAsync(
            () =>
            {
                GC.Collect();
                same = read == api.Read && api.Held <= StreamingApi.RowsOfPage + 1 ? same + 1 : 0;
                read = api.Read;
                return same == 20;
            },
            () => $"{api.Held} messages are held.");

        // In small steps, so that only a flush that does not end reaches its time-out.
        await Poll.UntilAsync(
            () =>
            {
                api.Clock!.Advance(TimeSpan.FromMilliseconds(100));
                return api.Log.Requests.Any();
            },
            () => "The request does not end.");
        await ExpectBrokenOffAsync(lines);
        Assert.Contains(api.Log.Lines, line => line.Text.StartsWith("A stream was ended, because its client", StringComparison.Ordinal));
        Assert.Empty(api.Failures);

        // Of 40 MB, less than 4 MB are on the way: the buffers of the web server and of the connection are bounded.
        Assert.InRange(read, 1, StreamingApi.Rows / 10);
    }

    /// <summary>A user's list can end to be theirs while it is read.</summary>
    [Fact]
    public async Task Stream_WhenLaterPageIsRefused_IsAborted()
    {
        await using var api = await StreamingApi.StartAsync(databases);
        using var lifetime = new Lifetime();
        var context = new DefaultHttpContext { RequestServices = api.Services };
        context.Features.Set<IHttpRequestLifetimeFeature>(lifetime);
        var list = new NdjsonResult<string>(
            new(["first"], "next"),
            1,
            (_, _, _) => Task.FromResult<Result<Page<string>>>(new Error("refused", "No.", ErrorKind.Forbidden)));

        await list.ExecuteResultAsync(new() { HttpContext = context });

        Assert.True(lifetime.RequestAborted.IsCancellationRequested);
        Assert.Contains("refused", Assert.Single(api.Failures), StringComparison.Ordinal);
    }

    /// <summary>Between the first page and the answer's beginning: it can still be a problem, and must not be a list of nothing.</summary>
    [Fact]
    public async Task Stream_WhenTimeoutIsAlreadyOver_DoesNotStart()
    {
        var context = new DefaultHttpContext { RequestAborted = new(canceled: true) };
        var list = new NdjsonResult<string>(new(["first"], null), 1, (_, _, _) => throw new InvalidOperationException());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => list.ExecuteResultAsync(new() { HttpContext = context }));

        Assert.Null(context.Response.ContentType);
    }

    [Fact]
    public async Task Stream_WithRateLimit_CountsAsOneRequest()
    {
        await using var api = await LimitedApi.StartAsync(
            databases, ("RateLimit:Service:Requests", "2"), ("RateLimit:Service:Window", "10:00:00"));
        await api.QueryAsync("""
            INSERT INTO users (id, name, metadata, status, created_at, updated_at, version)
            SELECT 'u' || i, 'User', '{}', 'active', now(), now(), 1 FROM generate_series(1, 5) i
            """);

        var first = (await StreamAsync()).Expect(HttpStatusCode.OK);
        var second = (await StreamAsync()).Expect(HttpStatusCode.OK);
        var third = await StreamAsync();

        Assert.Equal((5, 5), (first.Text.Count(letter => letter == '\n'), second.Text.Count(letter => letter == '\n')));
        Assert.StartsWith("\"service\";r=1;", first.Headers["RateLimit"], StringComparison.Ordinal);
        third.ExpectProblem(HttpStatusCode.TooManyRequests, "rate_limited");

        Task<Answer> StreamAsync() => api.AskAsync("/users?limit=1", Credentials.Key, null, ("Accept", "application/x-ndjson"));
    }

    private static async Task<int> CountAsync(StreamReader lines)
    {
        var count = 0;
        while (await lines.ReadLineAsync(TestContext.Current.CancellationToken) is not null)
        {
            count++;
        }

        return count;
    }

    /// <summary>The client sees that the body is not all of it.</summary>
    private static async Task ExpectBrokenOffAsync(StreamReader lines)
    {
        var count = CountAsync(lines).WaitAsync(Patience, TestContext.Current.CancellationToken);
        await Assert.ThrowsAnyAsync<IOException>(() => count);
    }

    private sealed class Lifetime : IHttpRequestLifetimeFeature, IDisposable
    {
        private readonly CancellationTokenSource aborted = new();

        public CancellationToken RequestAborted
        {
            get => aborted.Token;
            set => throw new NotSupportedException();
        }

        public void Abort() => aborted.Cancel();

        public void Dispose() => aborted.Dispose();
    }
}
