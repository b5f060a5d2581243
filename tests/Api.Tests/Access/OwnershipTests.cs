using System.Net;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Messages;
using static Concierge.Api.Tests.Access.AccessFixture;

namespace Concierge.Api.Tests.Access;

/// <summary>
/// Each operation on messages and conversations, by the sender, the recipient and a stranger. Each of them uses a token of their own and a
/// service that acts for them. The service also acts for itself, with and without the scope.
/// </summary>
public sealed class OwnershipTests(AccessFixture api) : IClassFixture<AccessFixture>
{
    /// <summary>
    /// The operation and its responses to the sender, the recipient, a stranger and a service. In a path, {self} is the acting user (for a
    /// service: the sender) and {other} is the other participant.
    /// </summary>
    public static TheoryData<string, string, string, string, string> Rows { get; } = new()
    {
        { "POST /messages", "201", "403 forbidden", "403 forbidden", "201" },
        { "GET /messages", "200", "200", "200", "200" },
        { "GET /messages/{id}", "200", "200", "404 message_not_found", "200" },
        { "PUT /messages/{id}", "200", "403 not_the_sender", "404 message_not_found", "200" },
        { "DELETE /messages/{id}", "204", "403 not_the_sender", "404 message_not_found", "204" },
        { "PUT /messages/{id}/likes/{self}", "201", "201", "404 message_not_found", "201" },
        { "PUT /messages/{id}/likes/{other}", "403 forbidden", "403 forbidden", "404 message_not_found", "201" },
        { "PUT /messages/{id}/likes/{stranger}", "403 forbidden", "403 forbidden", "404 message_not_found", "403 not_a_participant" },
        { "DELETE /messages/{id}/likes/{self}", "204", "204", "404 message_not_found", "204" },
        { "DELETE /messages/{id}/likes/{other}", "403 forbidden", "403 forbidden", "404 message_not_found", "204" },
        { "DELETE /messages/{id}/likes/{stranger}", "403 forbidden", "403 forbidden", "404 message_not_found", "403 not_a_participant" },
        { "GET /users/{sender}/contacts", "200", "403 forbidden", "403 forbidden", "200" },
        { "GET /users/{sender}/conversations", "200", "403 forbidden", "403 forbidden", "200" },
        { "GET /users/{sender}/conversations/{recipient}", "200", "403 forbidden", "403 forbidden", "200" },
        { "GET /users/{recipient}/conversations/{sender}", "403 forbidden", "200", "403 forbidden", "200" },
        { "GET /users/{sender}/conversations/{recipient}/messages", "200", "200", "403 not_a_participant", "200" },
        { "GET /users/{recipient}/conversations/{sender}/messages", "200", "200", "403 not_a_participant", "200" },
        { "GET /users/{sender}/unread", "200", "403 forbidden", "403 forbidden", "200" },
        { "PUT /users/{sender}/conversations/{recipient}/read", "200", "403 forbidden", "403 forbidden", "200" },
        { "PUT /users/{recipient}/conversations/{sender}/read", "403 forbidden", "200", "403 forbidden", "200" },
    };

    /// <summary>Operations that only participants may use: each operation on one message, and the queries about another user.</summary>
    public static TheoryData<string, bool> Hidden { get; } = new()
    {
        { "GET /messages/{id}", false },
        { "GET /messages/{id}", true },
        { "PUT /messages/{id}", false },
        { "PUT /messages/{id}", true },
        { "DELETE /messages/{id}", false },
        { "DELETE /messages/{id}", true },
        { "PUT /messages/{id}/likes/{self}", false },
        { "PUT /messages/{id}/likes/{self}", true },
        { "PUT /messages/{id}/likes/{sender}", true },
        { "DELETE /messages/{id}/likes/{self}", false },
        { "DELETE /messages/{id}/likes/{self}", true },
        { "DELETE /messages/{id}/likes/{sender}", true },
    };

    [Fact]
    public async Task Rows_Always_CoverEveryOperationOfTheScope()
    {
        var operations = (await Operation.AllAsync(api)).Where(operation => operation.Scope is "messages" or "messages:read")
            .Select(operation => Shape($"{operation.HttpMethod} {operation.Path}"));

        Assert.Equal(operations.Order().Distinct(), Rows.Select(row => Shape(row.Data.Item1)).Order().Distinct());

        static string Shape(string operation) => string.Join('/', operation.Split('/').Select(part => part.StartsWith('{') ? "{}" : part));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Send_ByEachKindOfCaller_ReturnsStatusOfItsRole(
        string operation, string sender, string recipient, string stranger, string service)
    {
        foreach (var (who, expected) in new[] { ("sender", sender), ("recipient", recipient), ("stranger", stranger) })
        {
            foreach (var byToken in new[] { true, false })
            {
                var talk = await BeginAsync();
                var row = await api.RowAsync(talk.Message);
                Expect(expected, await talk.SendAsync(operation, who, byToken), $"{who}, {(byToken ? "by token" : "by service")}");
                if (expected[0] == '4')
                {
                    Assert.Equal(row, await api.RowAsync(talk.Message));
                }
            }
        }

        Expect(service, await (await BeginAsync()).SendAsync(operation, null, byToken: false), "service");
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Send_ByBackendWithoutScope_IsForbiddenForEveryActor(
        string operation, string sender, string recipient, string stranger, string service)
    {
        _ = (sender, recipient, stranger, service);
        var talk = await BeginAsync();
        var (_, secret) = await api.AddKeyAsync("users", "orders", "sms", "tokens", "admin");

        foreach (var who in new[] { "sender", "recipient", "stranger", null })
        {
            var answer = (await talk.SendAsync(operation, who, byToken: false, secret))
                .ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
            var scope = operation.StartsWith("GET ", StringComparison.Ordinal) ? "messages:read" : "messages";
            Assert.Equal($"Bearer error=\"insufficient_scope\", scope=\"{scope}\"", answer.Headers["WWW-Authenticate"]);
        }
    }

    /// <summary>To a stranger a message is as one that never was, in what is answered and in what the database is asked.</summary>
    [Theory]
    [MemberData(nameof(Hidden))]
    public async Task Send_ByStranger_EqualsResponseForUnknownMessage(string operation, bool byToken)
    {
        var talk = await BeginAsync();

        var (real, realStatements) = await SendAsync(talk);
        var (none, noStatements) = await SendAsync(talk with { Message = MessageSteps.UnknownMessage });

        Assert.Equal(HttpStatusCode.NotFound, real.Status);
        Assert.Equal(Comparable(none), Comparable(real));
        Assert.Equal(Headers(none), Headers(real));
        Assert.Equal(noStatements, realStatements);

        async Task<(Answer Answer, List<string> Statements)> SendAsync(Talk about)
        {
            // So that what is asked about the key itself is out of the way, a service's key is known before: it is read anew once a second.
            while (true)
            {
                Assert.True(await api.LetsInAsync(Bearer(Credentials.Key)));
                api.ClearStatements();
                var answer = await about.SendAsync(operation, "stranger", byToken);
                var statements = api.Statements;
                if (!statements.Any(sql => sql.Contains("service_keys", StringComparison.Ordinal)))
                {
                    Assert.NotEmpty(statements);
                    return (answer, statements);
                }
            }
        }
    }

    /// <summary>
    /// A response does not reveal whether the conversation of another user, or that user, exists. The database is not even queried.
    /// </summary>
    [Theory]
    [InlineData("GET /users/{sender}/contacts")]
    [InlineData("GET /users/{sender}/conversations")]
    [InlineData("GET /users/{sender}/conversations/{recipient}")]
    [InlineData("GET /users/{sender}/conversations/{recipient}/messages")]
    [InlineData("PUT /users/{sender}/conversations/{recipient}/read")]
    public async Task Send_AboutOthers_EqualsResponseForUnknownUsers(string operation)
    {
        var talk = await BeginAsync();
        var nobody = talk with { Sender = "nobody", Recipient = "no-one", Message = MessageSteps.UnknownMessage };

        var (real, none) =
            (await talk.SendAsync(operation, "stranger", byToken: true), await nobody.SendAsync(operation, "stranger", byToken: true));
        api.ClearStatements();
        await talk.SendAsync(operation, "stranger", byToken: true);
        var statements = api.Statements;

        Assert.Equal(HttpStatusCode.Forbidden, real.Status);
        Assert.Equal(Comparable(none), Comparable(real));

        // That of the token itself.
        Assert.Single(statements);
        Assert.Contains("token_generation", statements[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListMessages_ByUser_ReturnsOnlyOwnMessages()
    {
        var talk = await BeginAsync();

        foreach (var byToken in new[] { true, false })
        {
            Assert.Equal([talk.Message], (await talk.SendAsync("GET /messages", "sender", byToken)).Ids());
            Assert.Equal([talk.Message], (await talk.SendAsync("GET /messages", "recipient", byToken)).Ids());
            Assert.Empty((await talk.SendAsync("GET /messages", "stranger", byToken)).Ids());
        }
    }

    /// <summary>A list's cursor is bound to whose list it is.</summary>
    [Fact]
    public async Task ListMessages_WithCursorOfAnotherUser_IsRefused()
    {
        var talk = await BeginAsync();
        await api.AddMessageAsync(talk.Sender, talk.Recipient);
        var cursor = (await api.SendAsAsync(Bearer(await api.MintAsync(talk.Sender)), HttpMethod.Get, "/messages?limit=1")).NextCursor();
        Assert.NotNull(cursor);

        (await api.SendAsAsync(Bearer(await api.MintAsync(talk.Stranger)), HttpMethod.Get, $"/messages?limit=1&cursor={cursor}"))
            .ExpectProblem(HttpStatusCode.BadRequest, "cursor_invalid");
    }

    private static void Expect(string expected, Answer answer, string who)
    {
        var code = answer.ContentType == "application/problem+json" ? $" {answer.Json["code"]}" : "";
        Assert.True(
            expected == $"{(int)answer.Status}{code}", $"{who}: expected {expected}, was {(int)answer.Status}{code}: {answer.Text}");
    }

    /// <summary>All of the problem but what names the one request.</summary>
    private static string Comparable(Answer answer)
    {
        var problem = answer.ExpectProblem(answer.Status, (string)answer.Json["code"]!).Json.AsObject();
        problem.Remove("trace_id");
        problem.Remove("instance");
        return problem.ToJsonString();
    }

    private static IEnumerable<string> Headers(Answer answer) =>
        answer.Headers.Where(header => header.Key is not ("Content-Length" or "Date"))
            .Select(header => $"{header.Key}: {header.Value}").Order();

    private async Task<Talk> BeginAsync()
    {
        var (sender, recipient, id) = await api.AddConversationAsync();
        var stranger = await api.AddUserAsync("stranger");
        return new(api, sender, recipient, stranger, id, new()
        {
            ["sender"] = await api.MintAsync(sender),
            ["recipient"] = await api.MintAsync(recipient),
            ["stranger"] = await api.MintAsync(stranger),
        });
    }

    /// <summary>A message from one user to another, and somebody who has no part in it.</summary>
    private sealed record Talk(
        AccessFixture Api, string Sender, string Recipient, string Stranger, string Message, Dictionary<string, string> Tokens)
    {
        /// <param name="operation">The method and the path.</param>
        /// <param name="who">Who acts; null for the service itself.</param>
        /// <param name="byToken">Whether by a token, or by a service that names the user.</param>
        /// <param name="key">The service's key.</param>
        public async Task<Answer> SendAsync(string operation, string? who, bool byToken, string key = Credentials.Key)
        {
            var self = who switch { "recipient" => Recipient, "stranger" => Stranger, _ => Sender };
            var (method, path) = (operation.Split(' ')[0], operation.Split(' ')[1]);
            path = path.Replace("{id}", Message, StringComparison.Ordinal).Replace("{self}", self, StringComparison.Ordinal)
                .Replace("{other}", self == Sender ? Recipient : Sender, StringComparison.Ordinal)
                .Replace("{sender}", Sender, StringComparison.Ordinal)
                .Replace("{recipient}", Recipient, StringComparison.Ordinal).Replace("{stranger}", Stranger, StringComparison.Ordinal);
            JsonObject? body = operation switch
            {
                "POST /messages" => new() { ["sender_id"] = Sender, ["recipient_id"] = Recipient, ["body"] = "Once more" },
                "PUT /messages/{id}" => new() { ["body"] = "Changed" },
                _ when path.EndsWith("/read", StringComparison.Ordinal) => new() { ["up_to"] = Message },
                _ => null,
            };
            return await Api.SendAsAsync(
                Bearer(byToken ? Tokens[who!] : key), new(method), path, body?.ToJsonString(),
                [.. byToken || who is null ? [] : new[] { ("X-User-Id", self) }]);
        }
    }
}
