using System.Net;
using Concierge.Api.Lists;
using Concierge.Api.Tests.Access;
using Concierge.Api.Tests.Hosting;
using Concierge.Application.Messages;
using Concierge.Application.Paging;
using Concierge.Domain.Common;
using Concierge.Domain.Conversations;
using Concierge.Domain.Messages;
using Concierge.Domain.Users;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Serilog.Core;
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

        Assert.InRange(api.Pages, 1, (StreamingApi.Rows / 200) - 1);
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

        // Another request, sent later, reaches the timeout.
        using var request = new HttpRequestMessage();
        (await api.SendAsync(request, "/services")).ExpectProblem(HttpStatusCode.ServiceUnavailable, "request_timed_out");

        Assert.Equal(StreamingApi.Rows, await CountAsync(lines));
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
                Assert.InRange(api.Held, 0, 10 * 201);
            }
        }

        Assert.Null(await lines.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.InRange(api.Read, StreamingApi.Rows, int.MaxValue);
        Assert.Equal(StreamingApi.Rows / 200, api.Pages);
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
            new(["first"], "next"), (_, _) => Task.FromResult<Result<Page<string>>>(new Error("refused", "No.", ErrorKind.Forbidden)));

        await list.ExecuteResultAsync(new() { HttpContext = context });

        Assert.True(lifetime.RequestAborted.IsCancellationRequested);
        Assert.Contains("refused", Assert.Single(api.Failures), StringComparison.Ordinal);
    }

    /// <summary>Between the first page and the answer's beginning: it can still be a problem, and must not be a list of nothing.</summary>
    [Fact]
    public async Task Stream_WhenTimeoutIsAlreadyOver_DoesNotStart()
    {
        var context = new DefaultHttpContext { RequestAborted = new(canceled: true) };
        var list = new NdjsonResult<string>(new(["first"], null), (_, _) => throw new InvalidOperationException());

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

    /// <summary>40 MB of messages.</summary>
    private sealed class StreamingApi : KestrelFixture
    {
        public const int Rows = 10_000;

        public const string Text = "The words of one to another.";

        private readonly ExecutedStatements executed = new();
        private readonly FailureLog failures = new();
        private readonly List<WeakReference> read = [];
        private readonly (string Name, string Value)[] settings;

        private StreamingApi(TestDatabases databases, (string Name, string Value)[] settings) : base(databases) => this.settings = settings;

        public LineLog Log { get; } = new();

        public IReadOnlyCollection<string> Failures => failures.Failures;

        /// <summary>How often messages were asked for.</summary>
        public int Pages => executed.RoundTrips.Count(
            statements => statements.Any(statement => statement.Sql.Contains("FROM messages", StringComparison.Ordinal)));

        /// <summary>How many messages were read.</summary>
        public int Read
        {
            get
            {
                lock (read)
                {
                    return read.Count;
                }
            }
        }

        /// <summary>How many of them are still there.</summary>
        public int Held
        {
            get
            {
                lock (read)
                {
                    return read.Count(message => message.IsAlive);
                }
            }
        }

        public static async Task<StreamingApi> StartAsync(TestDatabases databases, params (string Name, string Value)[] settings)
        {
            var api = new StreamingApi(databases, settings);
            await api.InitializeAsync();
            await api.ExecuteAsync($"""
                INSERT INTO users (id, name, metadata, status, created_at, updated_at, version)
                SELECT id, id, '{"{}"}', 'active', now(), now(), 1 FROM unnest(ARRAY['ann', 'bob']) id;
                INSERT INTO conversations
                    (id, user_a_id, user_b_id, last_position, last_activity_at, read_position_a, read_position_b)
                SELECT 'ed2ccac0-84e1-859b-b1ca-5434a40d0c99', 'ann', 'bob', {Rows}, now(), 0, 0;
                INSERT INTO messages (conversation_id, position, sender_id, recipient_id, body, liked_by, created_at, version)
                SELECT 'ed2ccac0-84e1-859b-b1ca-5434a40d0c99', n, 'ann', 'bob', rpad('{Text}', 4000, '.'), '{"{}"}', now(), 1
                FROM generate_series(1::bigint, {Rows}) n;
                """);
            return api;
        }

        /// <summary>Opens the stream of all messages, of which the first page has been read then.</summary>
        public async Task<StreamReader> OpenAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/messages") { Headers = { { "Accept", "application/x-ndjson" } } };
            var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return new(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        }

        public async Task<NpgsqlConnection> ConnectAsync()
        {
            var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            return connection;
        }

        public async Task ExecuteAsync(string sql)
        {
            await using var connection = await ConnectAsync();
            await ExecuteAsync(connection, sql);
        }

        public static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        protected override void Configure(IWebHostBuilder builder)
        {
            // Nothing but the request's own time ends a statement.
            builder.UseSetting("ConnectionStrings:Concierge", $"{ConnectionString};Command Timeout=600");
            foreach (var (name, value) in settings)
            {
                builder.UseSetting(name, value);
            }

            executed.Watch(builder);
            builder.ConfigureTestServices(services =>
            {
                services.AddSingleton<ILogEventSink>(failures).AddSingleton<ILogEventSink>(Log);
                var product = services.Single(service => service.ServiceType == typeof(IMessageReader)).ImplementationType!;
                services.AddScoped<IMessageReader>(
                    provider => new WatchedReader((IMessageReader)ActivatorUtilities.CreateInstance(provider, product), read));
            });
        }
    }

    /// <summary>Knows of every message that is read whether somebody still holds it.</summary>
    private sealed class WatchedReader(IMessageReader reader, List<WeakReference> read) : IMessageReader
    {
        public Task<MessageDto?> GetAsync(MessageId id, Actor actor, CancellationToken cancellationToken) =>
            reader.GetAsync(id, actor, cancellationToken);

        public async Task<IReadOnlyList<MessageDto>> ListAsync(Actor actor, MessageSlice slice, CancellationToken cancellationToken) =>
            Watch(await reader.ListAsync(actor, slice, cancellationToken));

        public async Task<IReadOnlyList<MessageDto>> ListAsync(
            ConversationId conversation, MessageSlice slice, CancellationToken cancellationToken) =>
            Watch(await reader.ListAsync(conversation, slice, cancellationToken));

        private IReadOnlyList<MessageDto> Watch(IReadOnlyList<MessageDto> messages)
        {
            lock (read)
            {
                read.AddRange(messages.Select(message => new WeakReference(message)));
            }

            return messages;
        }
    }
}
