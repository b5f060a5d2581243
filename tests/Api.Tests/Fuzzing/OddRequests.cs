using System.Text;
using System.Text.Json;

namespace Concierge.Api.Tests.Fuzzing;

/// <summary>A request of the fuzzer, complete enough to be sent again by hand.</summary>
internal sealed record OddRequest(
    string Method, string Target, IReadOnlyList<(string Name, string Value)> Headers, byte[]? Body, string? ContentType, bool Chunked)
{
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

            // Of a body that is too large nothing is sent before the server has said that it wants it.
            message.Headers.ExpectContinue = Body.Length > 256 * 1024 ? true : null;
        }

        return message;
    }

    public override string ToString() =>
        $"{Method} {Target} {string.Join(" ", Headers.Select(header => $"[{header.Name}: {header.Value}]"))} [{ContentType}] chunked={Chunked} "
        + (Body is null ? "no body" : $"{Body.Length} bytes, base64 {Convert.ToBase64String(Body.AsSpan(..Math.Min(Body.Length, 600)))}");
}

/// <summary>Makes requests that are nearly right, or not at all.</summary>
internal sealed class OddRequests(
    Random random, IReadOnlyList<string> users, IReadOnlyList<string> messages, IReadOnlyList<string> services, IReadOnlyList<string> orders)
{
    /// <summary>The web server itself refuses longer ones with a bare 414, before the product sees them; and likewise a NUL in a path.</summary>
    private const int MaxTarget = 7000;

    private static readonly string[] Methods = ["GET", "GET", "GET", "POST", "POST", "PUT", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "TRACE", "FROB", "get"];

    private static readonly string[] Routes =
    [
        "/users", "/users/{u}", "/users/{u}/contacts", "/users/{u}/conversations", "/users/{u}/conversations/{u}", "/users/{u}/conversations/{u}/messages",
        "/users/{u}/conversations/{u}/read", "/messages", "/messages", "/messages/{m}", "/messages/{m}", "/messages/{m}/likes/{u}", "/health/live",
        "/health/ready", "/openapi/v1.json", "/docs", "/", "", "/{x}", "/users/{u}/{x}", "/messages/{m}/{x}", "/messages/{m}/likes", "/openapi/{x}.json",
        "/services", "/services/{s}", "/services/{s}", "/orders", "/orders", "/orders", "/orders/{o}", "/orders/{o}", "/orders/{o}/{x}", "/availability", "/availability",
        "/sms-messages", "/sms-messages", "/send-message", "/sms-messages/preview", "/sms-messages/{m}", "/sms-messages/{m}/cancel",
        "/sms-messages/delivery-reports/sandbox", "/sms-messages/delivery-reports/{x}",
    ];

    private static readonly string[] OddTimes =
    [
        "2030-01-01T12:00:00Z", "2030-01-01T12:00:00.9999999Z", "2030-01-01t12:00:00z", "2030-01-02T00:00:00%2B05:30", "2030-01-01T12:00:00-00:00",
        "2030-01-01T12:00:00%2B23:59", "2030-01-01T12:00:00%2B24:00", "2030-01-01T12:00:00+01:00", "2030-01-01T12:00:00", "2030-01-01", "12:00:00Z", "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00.001Z", "0001-01-01T00:00:00%2B00:01", "9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59-00:01",
        "0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z", "2030-02-29T00:00:00Z", "2032-02-29T00:00:00Z", "2030-06-30T23:59:60Z", "2030-01-01T24:00:00Z", "infinity",
        "-infinity", "now", "2030-01-01T12:00:00.Z", "2030-01-01%2012:00:00Z", "20300101T120000Z", "1893499200", "1893499200000", "2030-01-01T12:00:00Z\\u0000",
    ];

    private static readonly string[] OddFees =
    [
        "0", "-0", "0.0", "0.01", "0.010", "0.001", "-0.01", "100", "1e2", "1E+2", "1e-2", "1e-3", "1e-28", "1e-29", "0e999999999", "1e2147483647", "1e2147483648",
        "1e-2147483648", "1e-99999999999999999999", "9999999999999.99", "10000000000000", "9999999999999.990000", "79228162514264337593543950335",
        "79228162514264337593543950336", "1e13", "1e400", "\"100\"", "\"\"", "\"1e2\"", "null", "true", "[100]", "{}", "01", "1.", ".5", "1e", "+1", "0x10", "NaN",
        new('9', 400), $"0.{new string('0', 400)}", $"1.{new string('0', 400)}1", $"-{new string('1', 400)}e-400", $"1{new string('0', 400)}e-400",
    ];

    private static readonly string[] Phones = ["5555550001", "+4915555550002", "5555550008", "+15555550001", "555555000", "+", "5555550001\0", "\u0665555550001"];

    private static readonly string[] Times = ["null", "\"2099-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59.999999999-00:00\"", "\"2099-01-01T00:00:00\"", "\"\""];

    private static readonly string[] OddText =
    [
        "", "0", "-1", "1", "2147483647", "2147483648", "99999999999999999999", "1e3", "0x10", "true", "True", "null", "undefined", "NaN", "asc", "desc", "ASC",
        "..", ".", "-", "_", "*", "%", "%2", "%zz", "%25", "%2F", "%2f..%2f..", "%5C", "%20", "+", "%09", "%0A", "%0D%0A", "%01", "%7F", "%FF", "%C0%AF",
        "%ED%A0%80", "%F0%9F%98%80", "%E2%80%AE", "%EF%BF%BF", "%C3%A9", "%u0041", "'", "\"", "%27%20OR%201=1--", "%25_%25", "\\", "%5c%25", "{}", "[]", "[0]", "a[b]",
        "<x>", "|", "^", "`", "~", ";", "a;b=c", ":", "@", "$", "!", "(", ",", "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "{00000000-0000-0000-0000-000000000000}", "00000000000000000000000000000000", "AAAA", "eyJhIjoxfQ", "-_-_-_-_-_-_-_-_-_-_", "////", "con", "%2e%2e",
    ];

    private static readonly string[] ContentTypes =
    [
        "application/json", "application/json", "application/json", "application/json; charset=utf-8", "application/json; charset=UTF-16",
        "application/json; charset=latin1", "application/json; charset=", "application/json; charset=\"utf-8\"", "application/json; charset=utf-7", "application/json;",
        "application/problem+json", "application/merge-patch+json", "text/json", "text/plain", "*/*", "json", "", "/", "application/", "application/xml",
        "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-7", "multipart/form-data", "multipart/form-data; boundary=",
        "multipart/form-data; boundary=x", "multipart/form-data; boundary=\"\"", "application/octet-stream", "application/json, application/json", "\u00e9/\u00ff",
    ];

    public OddRequest Next()
    {
        var route = Any(Routes);

        // Bookings have the most rules, and need the most requests to meet all of them.
        var method = random.Next(2) == 0 ? Any(Methods) : route switch { "/orders" => "POST", "/orders/{o}" => "PUT", "/availability" => "GET", _ => Any(Methods) };
        var target = Path(route) + Query(route);
        var hasBody = method is "POST" or "PUT" or "PATCH" ? random.Next(12) > 0 : method != "TRACE" && random.Next(12) == 0;
        return new(
            method,
            target.Length < MaxTarget ? target : "/users",
            [.. Headers()],
            hasBody ? Body(method, route) : null,
            random.Next(15) == 0 ? null : random.Next(4) == 0 ? Any(ContentTypes) : "application/json",
            random.Next(4) == 0);
    }

    private T Any<T>(IReadOnlyList<T> of) => of[random.Next(of.Count)];

    private string Path(string route)
    {
        while (route.IndexOf('{', StringComparison.Ordinal) is >= 0 and var at && at + 2 < route.Length && route[at + 2] == '}')
        {
            var id = random.Next(5) == 0 ? Text() : route[at + 1] switch
            {
                'u' => Any(users),
                'm' => Any(messages),
                's' => Any(services),
                'o' => Any(orders),
                _ => Text(),
            };

            // What looks like a placeholder in odd text would be filled in for ever.
            id = id.Replace("{", "%7B", StringComparison.Ordinal);
            route = $"{route[..at]}{Mangled(id)}{route[(at + 3)..]}";
        }

        route = random.Next(10) switch { 0 => "/v1" + route, 1 => "/V1" + route, _ => route };
        route = random.Next(40) switch { 0 => route + "/", 1 => "/" + route, 2 => route.ToUpperInvariant(), 3 => route + "/" + Text(), 4 => "/v1/v1" + route, _ => route };
        return route.StartsWith('/') ? route : "/" + route;
    }

    /// <summary>Odd text as it may stand in a target: no spaces, controls, or characters beyond ASCII, and no end of the path.</summary>
    private string Text() => random.Next(12) switch
    {
        0 => new string('a', random.Next(1, 3000)),
        1 => string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => $"%{random.Next(1, 256):X2}")),
        2 => string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => (char)random.Next('!', '~' + 1))).Replace('#', 'x').Replace('?', 'x'),
        3 => Any(users),
        4 => Any(messages),
        _ => Any(OddText),
    };

    private string Mangled(string id) => random.Next(12) switch
    {
        0 => id.ToUpperInvariant(),
        1 => id + Any(OddText),
        2 => Any(OddText) + id,
        3 when id.Length > 0 => id[..random.Next(id.Length)],
        4 when id.Length > 0 => $"%{(int)id[0] & 0x7F:X2}{id[1..]}",
        _ => id,
    };

    private string Query(string route)
    {
        if (route is "/orders" or "/availability" && random.Next(3) > 0)
        {
            return Range();
        }

        if (random.Next(3) == 0)
        {
            return "";
        }

        string[] names = ["limit", "cursor", "order", "include_deleted", "q", "status", "recipient_phone", "token", "id", "peer_id", "user_id", "Limit", "LIMIT", "limit[]", "limit[0]", "", "x", "%6Cimit", "api-version", "request", "paging.limit"];
        var pairs = Enumerable.Range(0, random.Next(1, 6)).Select(_ => (Name: Any(names), Value: QueryText()))
            .Select(pair => random.Next(12) switch { 0 => pair.Name, 1 => $"{pair.Name}={pair.Value}={pair.Value}", _ => $"{pair.Name}={pair.Value}" });
        var query = "?" + string.Join(Any(["&", "&", "&", "&&", ";", "?"]), pairs);
        return random.Next(40) == 0 ? $"{query}&{string.Join("&", Enumerable.Range(0, 300).Select(number => $"q={number}"))}" : query;
    }

    /// <summary>From one time to another, and of which services: none, one, many, or the same twice.</summary>
    private string Range()
    {
        var pairs = new List<string>();
        foreach (var name in new[] { "from", "to" })
        {
            if (random.Next(8) > 0)
            {
                pairs.Add($"{name}={(random.Next(3) == 0 ? Any(OddTimes).Replace("\\u0000", "%00", StringComparison.Ordinal) : Time())}");
            }
        }

        pairs.AddRange(Enumerable.Range(0, Any([0, 1, 1, 2, 3, 49, 50, 51, 300])).Select(_ => $"service_id={(random.Next(20) == 0 ? QueryText() : Any(services))}"));
        if (random.Next(4) == 0)
        {
            pairs.Add($"{Any(["order", "limit", "cursor", "from", "to", "service_id[]", "service_id[0]"])}={QueryText()}");
        }

        return "?" + string.Join('&', pairs);
    }

    /// <summary>One of few, so that orders meet.</summary>
    private string Time() => $"2030-01-{random.Next(1, 29):00}T{random.Next(24):00}:00:00Z";

    private string QueryText() => random.Next(10) == 0 ? "%00" + Any(OddText) : Text();

    private IEnumerable<(string Name, string Value)> Headers()
    {
        foreach (var (name, share) in new[] { ("If-Match", 6), ("If-None-Match", 6), ("Idempotency-Key", 4), ("X-User-Id", 5), ("Accept", 8), ("Content-Encoding", 60), ("Accept-Charset", 40), ("Origin", 40), ("X-HTTP-Method-Override", 60), ("traceparent", 30) })
        {
            if (random.Next(share) == 0)
            {
                yield return (name, HeaderText(name));
                if (random.Next(20) == 0)
                {
                    yield return (name, HeaderText(name));
                }
            }
        }
    }

    private string HeaderText(string name) => random.Next(8) switch
    {
        0 => new string((char)random.Next('!', '~' + 1), Any([1, 63, 64, 65, 255, 256, 257, 4000])),
        1 => string.Concat(Enumerable.Range(0, random.Next(1, 20)).Select(_ => (char)(random.Next(12) == 0 ? random.Next(0xA0, 0x100) : random.Next(0x20, 0x7F)))),
        2 => Any(["*", "\"1\"", "\"2\"", "W/\"1\"", "\"1\", \"2\"", "\"", "\"\"", "\"1", "1", "\"1.s\"", "\"99999999999\"", "\"-1\"", ",", ", ,", "W/", "\"a\"b\"", "*, *", "\"*\""]),
        3 => Any(OddText),
        4 => Any(["application/json", "text/html", "*/*", "application/xml;q=0", ";;;", "gzip", "DELETE", "00-00000000000000000000000000000000-0000000000000000-00"]),
        5 or 6 when name == "X-User-Id" => Any(users),
        _ => random.Next(2) == 0 ? "\"1\"" : $"key-{random.Next(50)}",
    };

    private byte[] Body(string method, string route)
    {
        // Only where a success has read it: else the server answers, and closes the connection on which the client goes on sending.
        if (random.Next(250) == 0 && method == "POST")
        {
            return Encoding.ASCII.GetBytes($$"""{"body":"{{new string('x', Any([1024 * 1024, 1024 * 1024 - 20, 1024 * 1024 + 1]))}}"}""");
        }

        if (random.Next(12) == 0)
        {
            var raw = new byte[random.Next(40)];
            random.NextBytes(raw);
            return raw;
        }

        var json = Encoding.UTF8.GetBytes(random.Next(6) == 0 ? Value(0) : Members(route));
        switch (random.Next(14))
        {
            case 0:
                return json[..random.Next(json.Length)];
            case 1 when json.Length > 0:
                json[random.Next(json.Length)] = (byte)random.Next(256);
                return json;
            case 2:
                return [0xEF, 0xBB, 0xBF, .. json];
            case 3:
                return [.. json, .. json];
            case 4:
                return Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(json));
            case 5:
                return [.. json.AsSpan(..(json.Length / 2)), (byte)random.Next(256), .. json.AsSpan(json.Length / 2)];
            default:
                return json;
        }
    }

    private string Members(string route)
    {
        var isSms = route.StartsWith("/sms", StringComparison.Ordinal) || route == "/send-message";
        var members = (route.StartsWith("/messages", StringComparison.Ordinal), route.EndsWith("read", StringComparison.Ordinal)) switch
        {
            _ when isSms => [("recipient_phone", Quoted(Any(Phones))), ("message_body", "\"Hello\""), ("send_at", Any(Times))],
            (true, _) => new List<(string, string)> { ("sender_id", Quoted(Any(users))), ("recipient_id", Quoted(Any(users))), ("body", "\"Hello\"") },
            (_, true) => [("up_to", Quoted(Any(messages)))],
            _ => [("id", Quoted($"made-{random.Next(200)}")), ("name", "\"Made\""), ("metadata", """{"team":"blue"}""")],
        };
        if (route.StartsWith("/orders", StringComparison.Ordinal))
        {
            members =
            [
                ("id", random.Next(4) == 0 ? $"{random.Next(300)}" : Quoted($"made-{random.Next(200)}")),
                ("datetime", Quoted(random.Next(4) == 0 ? Uri.UnescapeDataString(Any(OddTimes)) : Time())),
                ("totalfee", random.Next(3) == 0 ? Any(OddFees) : "100"),
                ("services", Services()),
            ];
        }

        if (route.Contains("{m}", StringComparison.Ordinal) && !isSms)
        {
            members = [("body", "\"Edited\"")];
        }

        if (route is "/users/{u}" or "/services/{s}" or "/orders/{o}")
        {
            members.RemoveAt(0);
        }

        if (route.StartsWith("/services", StringComparison.Ordinal))
        {
            members.RemoveAll(member => member.Item1 == "metadata");
        }

        var odd = random.Next(route.StartsWith("/orders", StringComparison.Ordinal) ? 2 : 4);
        for (var i = 0; i < odd && members.Count > 0; i++)
        {
            var at = random.Next(members.Count);
            var (name, value) = members[at];
            switch (random.Next(6))
            {
                case 0:
                    members.RemoveAt(at);
                    break;
                case 1:
                    members.Add((name, value));
                    break;
                case 2:
                    members.Add((Any(["x", "Body", "BODY", "senderId", "\\u0062ody", "__proto__", "$type", "$ref", "$id", "", "a/b", "a~b", "\\ud800", "\\u0000", "\u00e9"]), Value(0)));
                    break;
                default:
                    members[at] = (name, Value(0));
                    break;
            }
        }

        return "{" + string.Join(",", members.Select(member => $"\"{member.Item1}\":{member.Item2}")) + "}";
    }

    private string Services() => random.Next(8) switch
    {
        0 => Value(0),
        1 => $"[{string.Join(",", Enumerable.Range(0, Any([1, 2, 50, 51])).Select(_ => $"{{\"id\":{Quoted(Any(services))}}}"))}]",
        2 => Any(["[]", "[null]", "[[]]", "[{}]", "[\"1\"]", "[{\"id\":null}]", "[{\"id\":1.0}]", "[{\"id\":1e0}]", "[{\"id\":-1}]", "[{\"id\":{}}]", "[{\"Id\":\"1\"}]"]),
        3 => $"[{{\"id\":{Value(0)}}},{Value(0)}]",
        4 => $"[{{\"id\":{Quoted(Any(services))},\"name\":\"More\"}}]",
        5 => $"{{\"id\":{Quoted(Any(services))}}}",
        _ => $"[{{\"id\":{Quoted(Any(services))}}}]",
    };

    private string Value(int depth) => random.Next(depth > 2 ? 8 : 11) switch
    {
        0 => Any(["null", "true", "false", "0", "-0", "1", "-1", "1.0", "1e400", "1E+2", "12345678901234567890123456789012345678901234567890", "01", "+1", ".5", "NaN", "Infinity"]),
        1 => Any(["\"\"", "\" \"", "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\ud83d\\ude00\"", "\"\\x\"", "\"\\u12\"", "\"\t\"", "\"\\n\"", "\"unclosed", "'single'", "\"\\u200b\"", "\"\\ufeff\""]),
        2 => Quoted(new string('y', Any([64, 65, 100, 101, 999, 1000, 1001, 4000, 4001, 20000]))),
        3 => Quoted(string.Concat(Enumerable.Repeat("\U0001F600", Any([1, 50, 100, 101, 4000, 4001])))),
        4 => Quoted(Any(users)),
        5 => Quoted(Any(messages)),
        6 => Any(["[", "{", "]", "}", "[1,]", "{\"a\":1,}", "/* */ 1", "// 1", "", " ", "\n", "{}", "[]", "{\"a\":1,\"a\":2}", "{\"\":null}", "{\"a\":null}", "{\"a\":1}"]),
        7 => $"{{{string.Join(",", Enumerable.Range(0, Any([1, 49, 50, 51])).Select(number => $"\"k{number}\":\"v\""))}}}",
        8 => Nested(Any([5, 31, 32, 33, 64, 5000])),
        9 => $"[{string.Join(",", Enumerable.Range(0, random.Next(4)).Select(_ => Value(depth + 1)))}]",
        _ => $"{{\"{Any(["a", "name", "team", "\\u0000", "\\ud800", ""])}\":{Value(depth + 1)}}}",
    };

    private string Nested(int levels) => random.Next(2) == 0
        ? new string('[', levels) + new string(']', levels)
        : string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels);

    private static string Quoted(string text) => JsonSerializer.Serialize(text);
}
