using System.Net;
using Concierge.Api.Tests.Hosting;
using Concierge.Application.Messages;
using Concierge.Domain.Conversations;
using Concierge.Domain.Messages;
using Concierge.Domain.Users;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Serilog.Core;

namespace Concierge.Api.Tests.Common;

/// <summary>
/// The product on the real web server, with 40 MB of messages from ann to bob: far more than all buffers on their way hold.
/// </summary>
internal sealed class StreamingApi : KestrelFixture
{
    public const int Rows = 10_000;

    /// <summary>How many of these messages the product estimates to fill a page of 128 KiB.</summary>
    public const int RowsOfPage = 128 * 1024 / 4400;

    public const string Text = "The words of one to another.";

    private readonly ExecutedStatements executed = new();
    private readonly FailureLog failures = new();
    private readonly List<WeakReference> read = [];
    private readonly (string Name, string Value)[] settings;

    private StreamingApi(TestDatabases databases, (string Name, string Value)[] settings) : base(databases) => this.settings = settings;

    public LineLog Log { get; } = new();

    /// <summary>The product's clock; null for the real one.</summary>
    public FakeTimeProvider? Clock { get; init; }

    /// <summary>
    /// The checks of the credentials of open streams that no request caused: the number of credentials in each.
    /// </summary>
    public IReadOnlyList<int> Checks =>
    [
        .. executed.RoundTrips.SelectMany(statements => statements)
            .Where(statement => statement.IsRoot && statement.Sql.Contains("WITH ORDINALITY", StringComparison.Ordinal))
            .Select(statement => ((Array)statement.Parameters[0].Value).Length),
    ];

    public IReadOnlyCollection<string> Failures => failures.Failures;

    /// <summary>How often messages were asked for.</summary>
    public int Pages => executed.RoundTrips.Count(
        statements => statements.Any(statement => statement.Sql.Contains("FROM messages", StringComparison.Ordinal)));

    /// <summary>How many messages the database was asked for, at most.</summary>
    public long Asked => executed.RoundTrips.SelectMany(statements => statements)
        .Where(statement => statement.Sql.Contains("FROM messages", StringComparison.Ordinal))
        .Sum(statement => (int)statement.Parameters[1].Value);

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

    public static Task<StreamingApi> StartAsync(TestDatabases databases, params (string Name, string Value)[] settings) =>
        StartAsync(databases, null, settings);

    public static async Task<StreamingApi> StartAsync(
        TestDatabases databases, FakeTimeProvider? clock, params (string Name, string Value)[] settings)
    {
        var api = new StreamingApi(databases, settings) { Clock = clock };
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
    /// <param name="bearer">The credentials; null for the key of the tests.</param>
    public async Task<StreamReader> OpenAsync(string? bearer = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/messages") { Headers = { { "Accept", "application/x-ndjson" } } };
        request.Headers.Authorization = bearer is null ? null : new("Bearer", bearer);
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

        Clock?.Use(builder);
        executed.Watch(builder);
        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton<ILogEventSink>(failures).AddSingleton<ILogEventSink>(Log);
            var product = services.Single(service => service.ServiceType == typeof(IMessageReader)).ImplementationType!;
            services.AddScoped<IMessageReader>(
                provider => new WatchedReader((IMessageReader)ActivatorUtilities.CreateInstance(provider, product), read));
        });
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
