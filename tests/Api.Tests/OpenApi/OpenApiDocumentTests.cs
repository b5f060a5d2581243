using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Hosting;
using Concierge.Application.Events;

namespace Concierge.Api.Tests.OpenApi;

public sealed class OpenApiDocumentTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static readonly string[] Methods = ["get", "post", "put", "delete"];

    [Fact]
    public async Task CheckedInDocument_Always_EqualsServedOne()
    {
        var checkedIn = JsonNode.Parse(await File.ReadAllTextAsync(PathOfCheckedIn(), TestContext.Current.CancellationToken));

        Assert.True(
            JsonNode.DeepEquals(checkedIn, await DocumentAsync()),
            "docs/openapi.json is stale: build src/Api outside CI, which writes it, and check it in.");
    }

    [Fact]
    public async Task Document_Always_IsOpenApi31UnderV1()
    {
        var document = await DocumentAsync();

        Assert.StartsWith("3.1", (string?)document["openapi"], StringComparison.Ordinal);
        Assert.Equal("/v1", (string?)document["servers"]![0]!["url"]);
    }

    [Fact]
    public async Task Webhooks_Always_DescribeEachEventAndTheTest()
    {
        var document = await DocumentAsync();

        var webhooks = document["webhooks"]!.AsObject();
        Assert.Equal(
            EventCatalog.All.Select(type => type.Name).Append("webhook.test").Order(StringComparer.Ordinal),
            webhooks.Select(webhook => webhook.Key).Order(StringComparer.Ordinal));
        Assert.All(webhooks, webhook =>
        {
            var schema = webhook.Value!["post"]!["requestBody"]!["content"]!["application/json"]!["schema"]!;
            var described = schema["$ref"] is { } reference
                ? document["components"]!["schemas"]![((string)reference!).Split('/')[^1]]!
                : schema;
            Assert.Equal(webhook.Key, (string?)described["properties"]!["type"]!["const"]);
        });
    }

    [Fact]
    public async Task Operations_Always_MatchContract()
    {
        var operations = (await OperationsAsync())
            .Select(operation => $"{operation.Method} {operation.Path}").Order(StringComparer.Ordinal);

        Assert.Equal(
            new[]
            {
                "delete /messages/{id}", "delete /messages/{id}/likes/{user_id}", "delete /orders/{id}",
                "delete /service-keys/{id}", "delete /services/{id}", "delete /users/{id}",
                "delete /users/{id}/tokens", "delete /users/{id}/tokens/{token_id}", "delete /webhook-endpoints/{id}",
                "get /audit", "get /availability", "get /availability/next", "get /changes", "get /events",
                "get /health/live", "get /health/ready",
                "get /messages", "get /messages/{id}", "get /orders", "get /orders/{id}", "get /send-message",
                "get /service-keys", "get /services", "get /services/{id}", "get /sms-messages",
                "get /sms-messages/delivery-reports/{gateway}", "get /sms-messages/{id}", "get /users", "get /users/{id}",
                "get /users/{id}/contacts", "get /users/{id}/conversations", "get /users/{id}/conversations/{peer_id}",
                "get /users/{id}/conversations/{peer_id}/messages", "get /users/{id}/tokens", "get /users/{id}/unread",
                "get /webhook-endpoints", "get /webhook-endpoints/{id}", "get /webhook-endpoints/{id}/attempts",
                "get /webhook-endpoints/{id}/deliveries",
                "post /messages", "post /orders", "post /orders/batch", "post /send-message", "post /service-keys",
                "post /service-keys/{id}/rotate", "post /services", "post /sms-messages",
                "post /sms-messages/delivery-reports/{gateway}", "post /sms-messages/preview",
                "post /sms-messages/{id}/cancel", "post /sms-messages/{id}/redact",
                "post /users", "post /users/{id}/reactivate", "post /users/{id}/tokens",
                "post /webhook-endpoints", "post /webhook-endpoints/{id}/deliveries/{event_id}/resend",
                "post /webhook-endpoints/{id}/replay", "post /webhook-endpoints/{id}/rotate-secret", "post /webhook-endpoints/{id}/test",
                "put /messages/{id}", "put /messages/{id}/likes/{user_id}", "put /orders/{id}",
                "put /services/{id}", "put /users/{id}", "put /users/{id}/conversations/{peer_id}/read",
                "put /webhook-endpoints/{id}",
            },
            operations);
    }

    [Fact]
    public async Task Operations_Always_HaveUniqueIdsSummariesAndDescriptions()
    {
        var operations = await OperationsAsync();
        var ids = operations.Select(operation => (string?)operation.Node["operationId"]).ToList();

        Assert.All(operations, operation => Assert.False(string.IsNullOrEmpty((string?)operation.Node["summary"]), operation.Path));
        Assert.All(operations, operation => Assert.False(string.IsNullOrEmpty((string?)operation.Node["description"]), operation.Path));
        Assert.All(ids, id => Assert.Matches("^[a-z][A-Za-z]+$", id));
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public async Task Texts_Always_NameNoTypeOfTheCode()
    {
        var text = (await DocumentAsync()).ToJsonString();

        Assert.DoesNotContain("Dto", text, StringComparison.Ordinal);
        Assert.DoesNotMatch("[A-Z][a-z]+\\.[A-Z][a-z]", text);
    }

    [Fact]
    public async Task Texts_Always_HaveNoIndentation() =>
        Assert.DoesNotContain("\\n ", (await DocumentAsync()).ToJsonString(), StringComparison.Ordinal);

    /// <summary>Generators make an optional member of a plain reference, and then refuse the null that the product answers.</summary>
    [Theory]
    [InlineData("Conversation", "last_message")]
    [InlineData("SmsMessage", "error")]
    public async Task Reference_ThatCanBeNull_IsRequiredAndNullable(string schema, string member)
    {
        var described = (await DocumentAsync())["components"]!["schemas"]![schema]!;

        Assert.Contains(member, described["required"]!.AsArray().Select(name => (string?)name));
        Assert.Contains("null", described["properties"]![member]!["oneOf"]!.AsArray().Select(choice => (string?)choice!["type"]));
    }

    /// <summary>Clients of NSwag send every member. They would send 0, false or the year 1 for a value that was not set.</summary>
    [Theory]
    [InlineData("CreateServiceRequest", "active", "boolean")]
    [InlineData("SendSmsRequest", "send_at", "string")]
    [InlineData("SendSmsRequest", "time_to_live", "integer")]
    public async Task Value_ThatIsOptionalInRequest_CanBeNull(string schema, string member, string type) =>
        Assert.Equal(["null", type], Types((await SchemasAsync())[schema]!["properties"]![member]!));

    [Theory]
    [InlineData("CreateOrderRequest", "datetime", "string")]
    [InlineData("CreateOrderRequest", "totalfee", "number")]
    public async Task Value_ThatIsRequiredInRequest_CannotBeNull(string schema, string member, string type) =>
        Assert.Equal([type], Types((await SchemasAsync())[schema]!["properties"]![member]!));

    /// <summary>Generators make an optional member of one that is not required, and clients then check what is always there.</summary>
    [Theory]
    [InlineData("IssuedServiceKey", "key")]
    [InlineData("IssuedWebhookEndpoint", "secret")]
    [InlineData("IssuedUserToken", "token")]
    [InlineData("IssuedUserToken", "expires_in")]
    public async Task Member_ThatIsAlwaysThere_IsRequired(string schema, string member) =>
        Assert.Contains(member, (await SchemasAsync())[schema]!["required"]!.AsArray().Select(name => (string?)name));

    [Theory]
    [InlineData("User", "metadata", "object")]
    [InlineData("Problem", "errors", "array")]
    [InlineData("Problem", "index", "integer")]
    public async Task Member_ThatIsAbsentInsteadOfNull_IsNeitherRequiredNorNullable(string schema, string member, string type)
    {
        var described = (await SchemasAsync())[schema]!;

        Assert.DoesNotContain(member, described["required"]!.AsArray().Select(name => (string?)name));
        Assert.Equal(type, (string?)described["properties"]![member]!["type"]!.AsValue());
    }

    [Fact]
    public async Task Operation_OfBatch_HasItsKinds() =>
        Assert.Equal(
            "^(create|update|delete)$", (string?)(await SchemasAsync())["OrderOperationRequest"]!["properties"]!["op"]!["pattern"]);

    [Fact]
    public async Task Tags_Always_AreInTheOrderOfReading() =>
        Assert.Equal(
            [
                "Access", "Users", "Conversations", "Messages", "Services", "Orders", "SMS messages", "Events", "Webhooks", "Audit",
                "Operations",
            ],
            (await DocumentAsync())["tags"]!.AsArray().Select(tag => (string?)tag!["name"]));

    [Theory]
    [InlineData("## Authentication")]
    [InlineData("## Errors")]
    [InlineData("## Pages")]
    [InlineData("## Retries")]
    [InlineData("## Guides")]
    public async Task Introduction_Always_HasSection(string heading) =>
        Assert.Contains($"\n{heading}\n", (string?)(await DocumentAsync())["info"]!["description"], StringComparison.Ordinal);

    [Fact]
    public async Task Tags_Always_AreDescribed() =>
        Assert.All(
            (await DocumentAsync())["tags"]!.AsArray(),
            tag => Assert.False(string.IsNullOrEmpty((string?)tag!["description"]), (string?)tag["name"]));

    [Fact]
    public async Task Refusals_Always_HaveExamplesOfTheirStatusAndCodes()
    {
        var document = await DocumentAsync();
        foreach (var (method, path, node) in await OperationsAsync())
        {
            foreach (var (status, response) in node["responses"]!.AsObject().Where(response => int.Parse(response.Key, null) >= 400))
            {
                var content = response!["content"]!["application/problem+json"]!;
                var examples = content["examples"]!.AsObject();

                Assert.Equal(string.Join(", ", examples.Select(example => $"`{example.Key}`")), (string?)response["description"]);
                Assert.True(examples.Count > 0, $"{method} {path} {status} names no code.");
                Assert.All(examples, example =>
                {
                    Assert.Equal($"#/components/examples/{example.Key}", (string?)example.Value!["$ref"]);
                    var problem = document["components"]!["examples"]![example.Key]!["value"]!;
                    Assert.Equal((status, example.Key), ($"{problem["status"]}", (string?)problem["code"]));
                });
                Assert.Equal(
                    examples.ContainsKey("order_conflict") || examples.ContainsKey("resume_point_expired")
                        ? null
                        : "#/components/schemas/Problem",
                    (string?)content["schema"]!["$ref"]);
            }
        }
    }

    /// <summary>Clients branch on <c>code</c>; the compiler then knows the members.</summary>
    [Theory]
    [InlineData("/orders", "post")]
    [InlineData("/orders/{id}", "put")]
    public async Task OrderConflict_Always_IsUnionByCode(string path, string method)
    {
        var document = await DocumentAsync();
        var content = document["paths"]![path]![method]!["responses"]!["409"]!["content"]!["application/problem+json"]!;
        var schemas = document["components"]!["schemas"]!;
        string[] members = ["window", "requested", "conflicts", "next_available", "previous_available"];

        Assert.Equal(
            ["#/components/schemas/OrderConflictProblem", "#/components/schemas/OtherProblem"],
            content["schema"]!["oneOf"]!.AsArray().Select(choice => (string?)choice!["$ref"]));
        var discriminator = content["schema"]!["discriminator"]!;
        Assert.Equal("code", (string?)discriminator["propertyName"]);
        Assert.Equal(Keys(content["examples"]!), Keys(discriminator["mapping"]!));
        Assert.Equal("order_conflict", (string?)schemas["OrderConflictProblem"]!["properties"]!["code"]!["const"]);
        Assert.Subset(
            schemas["OrderConflictProblem"]!["required"]!.AsArray().Select(member => (string)member!).ToHashSet(), members.ToHashSet());
        Assert.Subset(
            schemas["OtherProblem"]!["properties"]!["code"]!["enum"]!.AsArray().Select(code => (string)code!).ToHashSet(),
            Keys(content["examples"]!).Except(["order_conflict"]).ToHashSet());

        static IEnumerable<string> Keys(JsonNode node) => node.AsObject().Select(member => member.Key).Order(StringComparer.Ordinal);
    }

    /// <summary>With a second media type, generated clients type a list as "page or item".</summary>
    [Fact]
    public async Task Lists_Always_AreJsonAndTellTheItemOfTheirStream()
    {
        var lists = (await OperationsAsync())
            .Where(operation => operation.Node["responses"]!["200"]?["headers"]?["Link"] is not null).ToList();

        Assert.NotEmpty(lists);
        Assert.All(lists, list =>
        {
            var response = list.Node["responses"]!["200"]!;
            Assert.Equal(["application/json"], response["content"]!.AsObject().Select(content => content.Key));
            Assert.Equal(
                (string?)response["content"]!["application/json"]!["schema"]!["$ref"],
                $"{(string?)response["x-ndjson-item"]!["$ref"]}Page");
        });
    }

    [Theory]
    [InlineData("CreateUserRequest")]
    [InlineData("CreateServiceRequest")]
    [InlineData("CreateOrderRequest")]
    [InlineData("OrderedServiceRequest")]
    [InlineData("UpdatedServiceRequest")]
    public async Task CallerId_InRequest_IsTextOrWholeNumber(string schema)
    {
        var id = (await SchemasAsync())[schema]!["properties"]!["id"]!;

        Assert.Equal(["string", "integer"], id["oneOf"]!.AsArray().Select(choice => (string?)choice!["type"]));
    }

    [Fact]
    public async Task DeliveryReport_Always_TakesForm() =>
        Assert.Equal(
            ["application/x-www-form-urlencoded"],
            (await DocumentAsync())["paths"]!["/sms-messages/delivery-reports/{gateway}"]!["post"]!["requestBody"]!["content"]!.AsObject()
                .Select(content => content.Key));

    [Theory]
    [InlineData("post", "path gateway, query id, query token, query status, header X-Twilio-Signature")]
    [InlineData("get", "path gateway, query id, query token, query status")]
    public async Task DeliveryReport_Always_TellsWhatItReads(string method, string parameters)
    {
        var operation = (await DocumentAsync())["paths"]!["/sms-messages/delivery-reports/{gateway}"]![method]!;

        Assert.Equal(
            parameters,
            string.Join(", ", operation["parameters"]!.AsArray().Select(parameter => $"{parameter!["in"]} {parameter["name"]}")));
        Assert.Equal(
            ["gateway", "id"],
            operation["parameters"]!.AsArray().Where(parameter => (bool?)parameter!["required"] == true)
                .Select(parameter => (string?)parameter!["name"]));
    }

    /// <summary>A batch has its conditions in its operations. It ignores the headers, so the document must not offer them.</summary>
    [Fact]
    public async Task Batch_Always_TakesNoConditionInHeaders() =>
        Assert.DoesNotContain(
            (await DocumentAsync())["paths"]!["/orders/batch"]!["post"]!["parameters"]!.AsArray(),
            parameter => ((string)parameter!["name"]!).StartsWith("If-", StringComparison.Ordinal));

    [Fact]
    public async Task Security_Always_IsToldAndEmptyForAnonymousOperations() =>
        Assert.Equal(
            ["get /health/live", "get /health/ready", "get /sms-messages/delivery-reports/{gateway}",
                "post /sms-messages/delivery-reports/{gateway}"],
            (await OperationsAsync()).Where(operation => operation.Node["security"]!.AsArray().Count == 0)
                .Select(operation => $"{operation.Method} {operation.Path}").Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("post", "/messages", "201,400,401,403,404,408,409,413,414,415,422,429,431,500,503")]
    [InlineData("put", "/messages/{id}", "200,400,401,403,404,408,409,412,413,414,415,429,431,500,503")]
    [InlineData("get", "/messages/{id}", "200,304,400,401,403,404,414,429,431,500,503")]
    [InlineData("delete", "/messages/{id}", "204,400,401,403,404,409,412,414,415,429,431,500,503")]
    [InlineData("put", "/messages/{id}/likes/{user_id}", "200,201,400,401,403,404,409,414,415,429,431,500,503")]
    [InlineData("post", "/users", "201,400,401,403,408,409,413,414,415,422,429,431,500,503")]
    [InlineData("post", "/orders", "200,201,400,401,403,408,409,413,414,415,422,429,431,500,503")]
    [InlineData("get", "/orders", "200,400,401,403,414,429,431,500,503")]
    [InlineData("put", "/orders/{id}", "200,400,401,403,404,408,409,412,413,414,415,429,431,500,503")]
    [InlineData("delete", "/services/{id}", "204,400,401,403,404,409,412,414,415,429,431,500,503")]
    [InlineData("get", "/availability", "200,400,401,403,414,429,431,500,503")]
    [InlineData("post", "/sms-messages", "201,400,401,403,408,409,413,414,415,422,429,431,500,503")]
    [InlineData("post", "/send-message", "201,400,401,403,408,409,413,414,415,422,429,431,500,503")]
    [InlineData("get", "/sms-messages", "200,400,401,403,414,429,431,500,503")]
    [InlineData("get", "/send-message", "200,400,401,403,414,429,431,500,503")]
    [InlineData("get", "/sms-messages/{id}", "200,304,400,401,403,404,414,429,431,500,503")]
    [InlineData("post", "/sms-messages/{id}/cancel", "200,400,401,403,404,408,409,413,414,415,422,429,431,500,503")]
    [InlineData("post", "/sms-messages/{id}/redact", "200,400,401,403,404,408,409,413,414,415,422,429,431,500,503")]
    [InlineData("post", "/sms-messages/preview", "200,400,401,403,408,409,413,414,415,422,429,431,500,503")]
    [InlineData("post", "/sms-messages/delivery-reports/{gateway}", "204,400,401,403,408,413,414,415,429,431,500,503")]
    [InlineData("get", "/sms-messages/delivery-reports/{gateway}", "204,400,401,403,414,429,431,500,503")]
    [InlineData("post", "/service-keys", "201,400,401,403,408,409,413,414,415,429,431,500,503")]
    [InlineData("delete", "/service-keys/{id}", "204,400,401,403,404,409,414,415,429,431,500,503")]
    [InlineData("post", "/webhook-endpoints", "201,400,401,403,408,409,413,414,415,429,431,500,503")]
    [InlineData("put", "/webhook-endpoints/{id}", "200,400,401,403,404,408,409,412,413,414,415,429,431,500,503")]
    [InlineData("post", "/webhook-endpoints/{id}/replay", "202,400,401,403,404,408,409,410,413,414,415,422,429,431,500,503")]
    [InlineData("post", "/users/{id}/tokens", "201,400,401,403,404,408,409,413,414,415,429,431,500,503")]
    [InlineData("get", "/health/ready", "200,403,414,431,503")]
    public async Task Statuses_OfOperation_AreComplete(string method, string path, string statuses)
    {
        var operation = (await OperationsAsync()).Single(operation => operation.Method == method && operation.Path == path);

        Assert.Equal(statuses.Split(','), operation.Node["responses"]!.AsObject().Select(response => response.Key));
    }

    [Theory]
    [InlineData("post", "/users", "201")]
    [InlineData("put", "/users/{id}", "200")]
    [InlineData("post", "/users/{id}/reactivate", "200")]
    [InlineData("put", "/messages/{id}/likes/{user_id}", "200")]
    [InlineData("put", "/messages/{id}/likes/{user_id}", "201")]
    [InlineData("post", "/sms-messages/{id}/cancel", "200")]
    [InlineData("post", "/sms-messages/{id}/redact", "200")]
    public async Task Responses_WithAResource_HaveItsTag(string method, string path, string status)
    {
        var operation = (await OperationsAsync()).Single(operation => operation.Method == method && operation.Path == path);

        Assert.NotNull(operation.Node["responses"]![status]!["headers"]!["ETag"]);
    }

    [Fact]
    public async Task Schemas_Always_HaveTypesAndRequiredMembers()
    {
        var schemas = (await DocumentAsync())["components"]!["schemas"]!.AsObject();

        foreach (var (name, schema) in schemas.Where(schema => schema.Value!["properties"] is not null))
        {
            Assert.True(
                name is "MintUserTokenRequest" or "RotateServiceKeyRequest" or "RotateWebhookSecretRequest" or "ReplayWebhooksRequest"
                    or "DeliveryReport"
                    || schema!["required"]!.AsArray().Count > 0, $"{name} requires nothing.");
            Assert.All(
                schema!["properties"]!.AsObject(),
                property => Assert.True(
                    new[] { "type", "$ref", "oneOf" }.Any(member => property.Value![member] is not null)
                        || (bool?)property.Value!["readOnly"] == true,
                    $"{name}.{property.Key} has no type."));
        }
    }

    [Theory]
    [InlineData("SendSmsRequest", "recipient_phone,message_body,send_at,time_to_live,metadata", "recipient_phone,message_body")]
    [InlineData("PreviewSmsRequest", "recipient_phone,message_body,send_at,time_to_live,metadata", "recipient_phone,message_body")]
    [InlineData("SmsPreview", "recipient_phone,encoding,characters,segments", "recipient_phone,encoding,characters,segments")]
    [InlineData("SmsError", "code,detail,provider_code", "code,detail,provider_code")]
    [InlineData("SmsStatusChange", "status,at", "status,at")]
    [InlineData(
        "SmsMessage",
        "message_id,recipient_phone,message_body,timestamp,status,is_final,segments,attempts,error,provider_message_id,send_at,expires_at,"
        + "metadata,redacted_at,status_history",
        "message_id,recipient_phone,message_body,timestamp,status,is_final,segments,attempts,error,provider_message_id,send_at,expires_at,"
        + "metadata,redacted_at,status_history")]
    public async Task SmsSchemas_Always_HaveMembersOfContract(string name, string members, string required)
    {
        var schema = (await DocumentAsync())["components"]!["schemas"]![name]!;

        Assert.Equal(members.Split(','), schema["properties"]!.AsObject().Select(property => property.Key));
        Assert.Equal(required.Split(','), schema["required"]!.AsArray().Select(member => (string?)member));
    }

    [Fact]
    public async Task SmsSchemas_Always_DescribePhoneTextAndStatus()
    {
        var schemas = (await DocumentAsync())["components"]!["schemas"]!;

        var request = schemas["SendSmsRequest"]!["properties"]!;
        Assert.Equal("^([0-9]{10}|\\+[1-9][0-9]{7,14})$", (string?)request["recipient_phone"]!["pattern"]);
        Assert.Equal((1, 1600), ((int?)request["message_body"]!["minLength"], (int?)request["message_body"]!["maxLength"]));
        Assert.Equal("date-time", (string?)request["send_at"]!["format"]);
        Assert.Equal(
            ["scheduled", "queued", "sending", "sent", "delivered", "undelivered", "canceled", "failed", "expired", "unknown"],
            schemas["SmsStatus"]!["enum"]!.AsArray().Select(status => (string?)status));
    }

    [Fact]
    public async Task Numbers_Always_AreNumbersOnly()
    {
        var unread = (await DocumentAsync())["components"]!["schemas"]!["Conversation"]!["properties"]!["unread_count"]!;

        Assert.Equal("integer", (string?)unread["type"]);
    }

    [Theory]
    [InlineData("CreateOrderRequest")]
    [InlineData("UpdateOrderRequest")]
    public async Task OrderSchemas_Always_DescribeLimits(string schema)
    {
        var members = (await SchemasAsync())[schema]!["properties"]!;

        Assert.Equal("number", (string?)members["totalfee"]!["type"]);
        Assert.Equal(0, (decimal?)members["totalfee"]!["minimum"]);
        Assert.Equal(9_999_999_999_999.99m, (decimal?)members["totalfee"]!["maximum"]);
        Assert.Equal("date-time", (string?)members["datetime"]!["format"]);
        Assert.Equal((1, 50), ((int?)members["services"]!["minItems"], (int?)members["services"]!["maxItems"]));
    }

    [Theory]
    [InlineData("Order", "datetime", "created_at", "updated_at")]
    [InlineData("Service", "created_at", "updated_at")]
    [InlineData("FreeTime", "from", "to")]
    [InlineData("OrderConflictProblem", "requested", "next_available", "previous_available")]
    [InlineData("ConflictingOrderProblem", "datetime")]
    public async Task Times_Always_HaveFormatDateTime(string schema, params string[] times)
    {
        var members = (await SchemasAsync())[schema]!["properties"]!.AsObject();

        Assert.Equal(times, members.Where(member => (string?)member.Value!["format"] == "date-time").Select(member => member.Key));
    }

    [Theory]
    [InlineData("/availability", "from,to,service_id", "from,to")]
    [InlineData("/orders", "", "from,to")]
    public async Task QueryParameters_Always_DescribeRequiredAndTimes(string path, string required, string times)
    {
        var parameters = (await DocumentAsync())["paths"]![path]!["get"]!["parameters"]!.AsArray();

        Assert.Equal(required, Names(parameter => (bool?)parameter["required"] == true));
        Assert.Equal(times, Names(parameter => (string?)parameter["schema"]!["format"] == "date-time"));

        string Names(Func<JsonNode, bool> which) => string.Join(
            ',', parameters.Where(parameter => which(parameter!)).Select(parameter => (string?)parameter!["name"]));
    }

    [Fact]
    public async Task OrderConflictProblem_WhenReturned_MatchesSchema()
    {
        var service = await api.AddServiceAsync();
        await api.AddOrderAsync("2030-01-01T12:00:00Z", service);

        var problem = (await api.OrderAsync("2030-01-01T14:00:00Z", service)).ExpectProblem(HttpStatusCode.Conflict, "order_conflict").Json;

        var schemas = await SchemasAsync();
        Assert.Equal(Members(schemas["OrderConflictProblem"]!["properties"]!).Except(["errors", "index"]), Members(problem));
        Assert.Equal(Members(schemas["ConflictingOrderProblem"]!["properties"]!), Members(problem["conflicts"]![0]!));

        static IEnumerable<string> Members(JsonNode node) => node.AsObject().Select(member => member.Key).Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task Bodies_Always_HaveExamples()
    {
        var document = await DocumentAsync();
        var schemas = document["components"]!["schemas"]!.AsObject();
        var bodies = (await OperationsAsync())
            .SelectMany(
                operation => operation.Node["responses"]!.AsObject()
                    .Select(response => response.Value!["content"]).Append(operation.Node["requestBody"]?["content"]))
            .OfType<JsonObject>()
            .SelectMany(content => content.Where(type => type.Value!["examples"] is null && type.Key != "text/event-stream"))
            .Select(type => ((string)type.Value!["schema"]!["$ref"]!).Split('/')[^1])
            .Distinct();

        Assert.All(bodies, name => Assert.NotEmpty(schemas[name]!["examples"]!.AsArray()));
    }

    [Theory]
    [InlineData("/docs")]
    [InlineData("/v1/docs")]
    public async Task Docs_Always_ShowDocument(string path)
    {
        using var page = await api.Client.GetAsync(new Uri($"{path}/index.html", UriKind.Relative), TestContext.Current.CancellationToken);
        using var moved = await api.Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("Concierge", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.True(
            moved.StatusCode is HttpStatusCode.OK or HttpStatusCode.MovedPermanently or HttpStatusCode.Found, $"{moved.StatusCode}");
    }

    private static string PathOfCheckedIn([CallerFilePath] string thisFile = "") =>
        Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..", "docs", "openapi.json");

    private static List<string?> Types(JsonNode schema) =>
        schema["type"] is JsonArray types ? [.. types.Select(type => (string?)type)] : [(string?)schema["type"]];

    private async Task<JsonNode> DocumentAsync() => (await api.GetAsync("/openapi/v1.json")).Expect(HttpStatusCode.OK).Json;

    private async Task<JsonNode> SchemasAsync() => (await DocumentAsync())["components"]!["schemas"]!;

    private async Task<List<(string Method, string Path, JsonNode Node)>> OperationsAsync() =>
        [.. (await DocumentAsync())["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()
            .Where(member => Methods.Contains(member.Key)).Select(member => (member.Key, path.Key, member.Value!)))];
}
