using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Concierge.Api.Tests.Fuzzing;

/// <summary>
/// A request of the fuzzer, with all that is needed to send it again by hand. It has no caller if its credentials are odd or missing. It
/// has no operation if its address or method may lead to another operation.
/// </summary>
internal sealed record OddRequest(
    FuzzCaller? Caller,
    DocumentedOperation? Operation,
    string Method,
    string Target,
    IReadOnlyList<(string Name, string Value)> Headers,
    byte[]? Body,
    string? ContentType,
    bool Chunked)
{
    private const int ShownBytes = 32 * 1024;

    public HttpRequestMessage ToMessage()
    {
        var message = new HttpRequestMessage(new HttpMethod(Method), (Uri?)null);
        foreach (var (name, value) in Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (Body is not null)
        {
            message.Content = new ByteArrayContent(Body);
            if (ContentType is not null)
            {
                message.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
            }

            message.Headers.TransferEncodingChunked = Chunked ? true : null;

            // The body is sent only after the server asks for it (Expect: 100-continue). If the body is too large, the server closes the
            // connection instead.
            message.Headers.ExpectContinue = message.Headers.ConnectionClose = Body.Length > 256 * 1024 ? true : null;
        }

        return message;
    }

    public override string ToString() =>
        $"{Caller?.Name ?? "nobody"}: {Method} {Target} "
        + $"{string.Join(" ", Headers.Select(header => $"[{header.Name}: {header.Value}]"))} "
        + $"[{ContentType}] chunked={Chunked} "
        + (Body is null
            ? "no body"
            : $"{Body.Length} bytes, base64 {Convert.ToBase64String(Body.AsSpan(..Math.Min(Body.Length, ShownBytes)))}");
}

/// <summary>
/// A caller with credentials and a secret. The secret stands in everything that the caller writes as or to these users. The secrets of
/// other callers must not appear in responses to this caller.
/// </summary>
internal sealed record FuzzCaller(
    string Name, string Authorization, string Secret, string? User, IReadOnlyList<string> Writes, IReadOnlyList<string> Hidden);

/// <summary>What there is when the fuzzer begins, by the name of the parameter or member that stands for it.</summary>
internal sealed record FuzzedData(
    IReadOnlyList<string> Users,
    IReadOnlyList<string> Removable,
    IReadOnlyList<string> Messages,
    IReadOnlyList<string> Services,
    IReadOnlyList<string> Orders,
    IReadOnlyList<string> Sms,
    IReadOnlyList<string> Keys,
    IReadOnlyList<string> Cursors);

/// <summary>
/// Makes requests from the OpenAPI document. For every operation, some are valid, some almost valid, and some not valid at all.
/// </summary>
internal sealed class OddRequests(Random random, DocumentedApi api, IReadOnlyList<FuzzCaller> callers, FuzzedData data)
{
    /// <summary>Beyond this the web server itself ends a request without a word.</summary>
    private const int MaxTarget = 12_000;

    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "TRACE", "FROB", "get"];

    private FuzzCaller caller = callers[0];

    /// <summary>How often a part of the request at hand is not what it should be: once in so many times.</summary>
    private int oddity;

    private bool isCertain;

    public OddRequest Next()
    {
        caller = Any(callers);
        oddity = Any([int.MaxValue, 12, 6, 3]);
        isCertain = true;

        // Now and then an address or a method that no operation has.
        var operation = Any(api.Operations);
        var isElsewhere = random.Next(25) == 0;
        var method = isElsewhere || random.Next(40) == 0 ? Any(Methods) : operation.Method;
        var target = isElsewhere ? Any(OddValues.Targets) : Target(operation);
        isCertain &= !isElsewhere && method == operation.Method && target.Length < MaxTarget;

        var hasOddCredentials = random.Next(10) == 0;
        List<(string, string)> headers =
            [.. hasOddCredentials ? OddCredentials() : [("Authorization", caller.Authorization)], .. Headers(operation)];
        var hasBody = operation.Body is not null && method is "POST" or "PUT" or "PATCH"
            ? !IsOdd()
            : method != "TRACE" && random.Next(15) == 0;
        return new(
            hasOddCredentials ? null : caller,
            isCertain ? operation : null,
            method,
            target.Length < MaxTarget ? target : "/users",
            headers,
            hasBody ? Body(operation) : null,
            IsOdd() ? random.Next(3) == 0 ? null : Any(OddValues.ContentTypes) : "application/json",
            random.Next(4) == 0);
    }

    private T Any<T>(IReadOnlyList<T> of) => of[random.Next(of.Count)];

    private bool IsOdd() => random.Next(oddity) == 0 && oddity < int.MaxValue;

    private string Target(DocumentedOperation operation)
    {
        var path = string.Join('/', operation.Path.Split('/').Select(part => part is ['{', .. var name, '}']
            ? PathValue(operation, operation.Parameters.Single(parameter => parameter.In == "path" && parameter.Name == name))
            : part));
        if (IsOdd())
        {
            isCertain = false;
            path = random.Next(5) switch
            {
                0 => path + "/",
                1 => "/" + path,
                2 => path.ToUpperInvariant(),
                3 => $"{path}/{Text()}",
                _ => "/v1/v1" + path,
            };
        }

        path = random.Next(8) switch { 0 => "/v1" + path, 1 => "/V1" + path, _ => path };
        return (path.StartsWith('/') ? path : "/" + path) + Query(operation);
    }

    private string PathValue(DocumentedOperation operation, DocumentedParameter parameter)
    {
        // Now and then the id of nothing.
        var value = random.Next(8) > 0 || parameter.Schema["enum"] is not null ? Plain(operation, parameter.Name, parameter.Schema)
            : (string?)parameter.Schema["format"] == "uuid" ? "0190b0c5-0000-7000-8000-000000000000"
            : "nothing";
        if (!IsOdd())
        {
            return value;
        }

        value = random.Next(8) switch
        {
            0 => value.ToUpperInvariant(),
            1 => value + Any(OddValues.InTargets),
            2 => Any(OddValues.InTargets) + value,
            3 => value[..random.Next(value.Length)],
            4 => $"%{(int)value[0] & 0x7F:X2}{value[1..]}",
            5 => Text(),
            _ => Any(Any([data.Removable, data.Messages, data.Services, data.Orders, data.Sms, data.Keys])),
        };

        // Some of it ends the path, or its part.
        isCertain &= value.Length > 0 && value.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');
        return value;
    }

    private string Query(DocumentedOperation operation)
    {
        var pairs = new List<string>();
        foreach (var parameter in operation.Parameters.Where(parameter => parameter.In == "query" && !IsOdd()))
        {
            var isRequired = parameter.Name is "from" or "to" or "service_id";
            var count = (string?)parameter.Schema["type"] == "array" ? Any<int>(IsOdd() ? [0, 49, 50, 51, 300] : [1, 1, 2, 3])
                : isRequired || random.Next(3) == 0 ? 1
                : 0;
            for (var number = 0; number < count; number++)
            {
                var right = parameter.Name;
                var name = IsOdd()
                    ? Any([right.ToUpperInvariant(), right + "[]", right + "[0]", $"%{(int)right[0]:X2}{right[1..]}"])
                    : right;
                var value = IsOdd() ? OddQueryValue() : Plain(operation, right, parameter.Schema["items"] ?? parameter.Schema);
                pairs.Add(random.Next(20) == 0 && IsOdd() ? name : $"{name}={value}");
            }
        }

        while (IsOdd())
        {
            pairs.Add($"{Any(OddValues.Queries)}={OddQueryValue()}");
        }

        if (random.Next(150) == 0)
        {
            pairs.AddRange(Enumerable.Range(0, 1000).Select(number => $"q={number}"));
        }

        return pairs.Count == 0 ? "" : "?" + string.Join(IsOdd() ? Any(["&&", ";", "?", "&"]) : "&", pairs);
    }

    private string OddQueryValue() => random.Next(4) switch { 0 => Any(OddValues.Times), 1 => "%00" + Text(), _ => Text() };

    private string Text() => random.Next(12) switch
    {
        0 => new string('a', random.Next(1, 9500)),
        1 => string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => $"%{random.Next(1, 256):X2}")),
        2 => string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => (char)random.Next('!', '~' + 1)))
            .Replace('#', 'x').Replace('?', 'x'),
        3 => Any(data.Removable),
        4 => Any(data.Messages),
        _ => Any(OddValues.InTargets),
    };

    private IEnumerable<(string Name, string Value)> Headers(DocumentedOperation operation)
    {
        foreach (var parameter in operation.Parameters.Where(parameter => parameter.In == "header"))
        {
            if (random.Next(5) == 0)
            {
                yield return (parameter.Name, IsOdd() ? HeaderText() : Plain(operation, parameter.Name, parameter.Schema));
                if (IsOdd() && random.Next(4) == 0)
                {
                    yield return (parameter.Name, HeaderText());
                }
            }
        }

        while (IsOdd())
        {
            yield return (Any(OddValues.Headers), HeaderText());
        }

        if (random.Next(100) == 0)
        {
            yield return ("X-Long", new string('x', Any([8_000, 16_200, 20_000])));
        }
    }

    private string HeaderText() => random.Next(4) switch
    {
        0 => new string((char)random.Next('!', '~' + 1), Any([1, 63, 64, 65, 255, 256, 257, 4000])),
        1 => string.Concat(
            Enumerable.Range(0, random.Next(1, 20))
                .Select(_ => (char)(random.Next(12) == 0 ? random.Next(0xA0, 0x100) : random.Next(0x20, 0x7F)))),
        _ => Any(OddValues.InHeaders),
    };

    /// <summary>Credentials that let nobody in, many of them made of some that do.</summary>
    private IEnumerable<(string Name, string Value)> OddCredentials()
    {
        var token = caller.Authorization["Bearer ".Length..];
        var middle = token.Length / 2;
        string[] odd =
        [
            "", "Bearer", "Bearer ", "Bearer null", "Bearer undefined", "Bearer ck_",
            "Bearer ck_' OR '1'='1", "Bearer ck_%", $"Bearer ck_{new string('A', 43)}",
            $"Bearer {new string('x', 8000)}", "Bearer \u00e9\u00ff",
            "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4ifQ.", token, $"Token {token}", $"Bearer:{token}",
            $"Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes(token))}", $"Bearer {token[..^6]}",
            $"Bearer {token}A", $"Bearer \"{token}\"", $"Bearer {token} {token}",
            $"Bearer {token[..middle]}{(token[middle] == 'A' ? 'B' : 'A')}{token[(middle + 1)..]}", $"Bearer {token}, Bearer {token}",
            $"Bearer {token.ToUpperInvariant()}", $"Bearer {Uri.EscapeDataString(token + "=")}",
        ];
        if (random.Next(5) == 0)
        {
            return [];
        }

        return random.Next(8) == 0 ? [("Authorization", Any(odd)), ("Authorization", caller.Authorization)] : [("Authorization", Any(odd))];
    }

    private byte[] Body(DocumentedOperation operation)
    {
        // Only where a success has read it: else the server answers, and closes the connection on which the client goes on sending.
        if (isCertain && operation.Body is not null && random.Next(100) == 0)
        {
            return Encoding.ASCII.GetBytes($$"""{"body":"{{new string('x', Any([1024 * 1024, 1024 * 1024 - 20, 1024 * 1024 + 1]))}}"}""");
        }

        if (!IsOdd())
        {
            return Encoding.UTF8.GetBytes(operation.Body is null ? Value(0) : Json(operation, "", operation.Body));
        }

        var json = Encoding.UTF8.GetBytes(operation.Body is null || random.Next(4) == 0 ? Value(0) : Json(operation, "", operation.Body));
        var at = random.Next(json.Length + 1);
        var bytes = new byte[random.Next(40)];
        random.NextBytes(bytes);
        return random.Next(7) switch
        {
            0 => json[..at],
            1 => [.. json[..at], (byte)random.Next(256), .. json[at..]],
            2 => [0xEF, 0xBB, 0xBF, .. json],
            3 => [.. json, .. json],
            4 => Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(json)),
            5 => bytes,
            _ => json,
        };
    }

    /// <summary>What a schema asks for, as JSON, or something else in its place.</summary>
    private string Json(DocumentedOperation operation, string name, JsonNode reference)
    {
        if (name.Length > 0 && IsOdd())
        {
            return Value(0);
        }

        var schema = api.Resolve(reference);
        var type = schema["type"] is JsonArray types ? types[random.Next(types.Count)] : schema["type"];
        return (string?)type switch
        {
            "null" => "null",
            "object" when schema["properties"] is JsonObject properties => Object(
                operation, name, properties, schema["required"]?.AsArray() ?? []),
            "object" => random.Next(3) == 0 ? "{}" : $$"""{"team":"blue","k{{random.Number(60)}}":"v"}""",
            "array" =>
                $"[{string.Join(",", Enumerable.Range(0, Any([1, 1, 1, 2, 3])).Select(_ => Json(operation, name, schema["items"]!)))}]",
            "integer" => random.Next(60, 3600).ToString(CultureInfo.InvariantCulture),
            "number" => Any(["0", "49.95", "100"]),
            "boolean" => Any(["true", "false"]),
            _ => name == "id" && operation.Path.StartsWith("/orders", StringComparison.Ordinal) && random.Next(4) == 0
                ? random.Number(300)
                : OddValues.Quoted(Uri.UnescapeDataString(Plain(operation, name, schema))),
        };
    }

    private string Object(DocumentedOperation operation, string of, JsonObject properties, JsonArray required)
    {
        // What stands in a member of something new is there already.
        string Name(string member) => of == "services" && member == "id" ? "service_id" : member;
        var isRequired = required.Select(name => (string)name!).ToHashSet();
        var members = properties.Where(property => isRequired.Contains(property.Key) || random.Next(2) == 0)
            .Select(property => (Name: property.Key, Value: Json(operation, Name(property.Key), property.Value!))).ToList();
        while (IsOdd())
        {
            var at = random.Next(members.Count + 1);
            if (at == members.Count || random.Next(3) == 0)
            {
                members.Insert(at, (Any(OddValues.Members), Value(0)));
            }
            else if (random.Next(2) == 0)
            {
                members.RemoveAt(at);
            }
            else
            {
                members.Add(members[at]);
            }
        }

        return $"{{{string.Join(",", members.Select(member => $"\"{member.Name}\":{member.Value}"))}}}";
    }

    private string Value(int depth) => random.Next(depth > 2 ? 6 : 8) switch
    {
        0 or 1 => Any(OddValues.Texts),
        2 => Any(OddValues.Numbers),
        3 or 4 => Any(OddValues.Others),
        5 => OddValues.Quoted(Any(random.Next(2) == 0 ? caller.Writes : data.Messages)),
        6 => $"[{string.Join(",", Enumerable.Range(0, random.Next(4)).Select(_ => Value(depth + 1)))}]",
        _ => $"{{\"{Any(OddValues.Members)}\":{Value(depth + 1)}}}",
    };

    /// <summary>
    /// A value of a parameter or member, as it appears in a target. If the name tells what it stands for, the value is an existing one;
    /// otherwise, it follows the schema.
    /// </summary>
    private string Plain(DocumentedOperation operation, string name, JsonNode reference)
    {
        var schema = api.Resolve(reference);
        if (schema["enum"] is JsonArray allowed)
        {
            return (string)Any([.. allowed])!;
        }

        var resource = operation.Path.Split('/')[1];
        var isNew = operation.Method == "POST" && name == "id" && !operation.Path.Contains('{', StringComparison.Ordinal);
        var takesAway = operation.Method == "DELETE" || operation.Path.EndsWith("/tokens", StringComparison.Ordinal);
        return (resource, name) switch
        {
            ("orders", "id") when isNew => $"{caller.Secret}-{random.Number(300)}",
            (_, "id") when isNew => $"made-{random.Number(200)}",
            ("users", "id") => Any(takesAway ? data.Removable : random.Next(3) > 0 && caller.User is { } self ? [self] : data.Users),
            ("messages", "id") or (_, "up_to") => Of(data.Messages),
            ("sms-messages", "id") => Any(data.Sms),
            ("orders", "id") => Of(data.Orders),
            (_, "service_id") or ("services", "id") => Of(data.Services),
            ("service-keys", "id") => Any(data.Keys),
            (_, "sender_id") => caller.User ?? Any(caller.Writes),
            (_, "recipient_id") => Any(caller.Writes),
            (_, "user_id" or "peer_id" or "X-User-Id") => caller.User is { } own && name != "peer_id" && random.Next(4) > 0
                ? own
                : Any(data.Users),
            (_, "body" or "message_body") => $"Hello {caller.Secret} {random.Number(9)}",
            (_, "recipient_phone") => Any(["5555550001", "5555550002", "%2B4915555550003", "5555550008"]),
            (_, "scopes") => Any(["users", "messages", "orders", "orders:read", "sms", "tokens"]),
            (_, "cursor") => Any(data.Cursors),
            (_, "send_at") => "2099-01-01T00:00:00Z",
            (_, "Idempotency-Key") => $"key-{random.Number(50)}",
            (_, "If-Match" or "If-None-Match") => Any(["\"1\"", "\"2\"", "*"]),
            _ when (string?)schema["format"] == "date-time" => IsOdd()
                ? Any(OddValues.Times)
                : $"2030-01-{random.Next(1, 29):00}T{random.Next(24):00}:00:00Z",
            _ when (string?)schema["format"] == "uuid" => Any(data.Messages),
            _ when (string?)schema["type"] == "boolean" => Any(["true", "false"]),
            _ when (string?)schema["type"] == "integer" => random.Next(1, 50).ToString(CultureInfo.InvariantCulture),
            _ => "Made",
        };

        // What is taken away is always of the same few, so that there is something left.
        string Of(IReadOnlyList<string> all) => takesAway ? all[random.Next(all.Count / 4)] : Any(all);
    }
}
