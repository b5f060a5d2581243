using System.Globalization;
using System.Text.Json;

namespace Concierge.Api.Tests.Fuzzing;

/// <summary>Values that are seldom meant, and often misread.</summary>
internal static class OddValues
{
    /// <summary>Values for a target, which are sent unescaped: no spaces, controls, non-ASCII characters or path delimiters.</summary>
    public static readonly string[] InTargets =
    [
        "", "0", "-1", "1", "200", "201", "2147483647", "2147483648", "99999999999999999999",
        "1e3", "0x10", "true", "True", "null", "undefined", "NaN", "asc",
        "desc", "ASC",
        "..", ".", "-", "_", "*", "%", "%2", "%zz", "%25", "%2F", "%2f..%2f..",
        "%5C", "%20", "+", "%09", "%0A", "%0D%0A", "%01", "%7F", "%FF", "%C0%AF",
        "%ED%A0%80", "%F0%9F%98%80", "%E2%80%AE", "%EF%BF%BF", "%C3%A9", "e%CC%81", "%EF%BC%91", "%u0041", "'", "\"", "%27%20OR%201=1--",
        "%27;SELECT%20pg_sleep(9)--", "%25_%25",
        "$1", "{{7*7}}", "${7*7}", "<%=7*7%>", "\\", "%5c%25", "{}", "[]", "[0]",
        "a[b]", "<x>", "<script>", "|", "^", "`", "~", ";", "a;b=c", ":", "@", "$", "!",
        "(", ",",
        "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "{00000000-0000-0000-0000-000000000000}", "00000000000000000000000000000000",
        "AAAA", "eyJhIjoxfQ", "-_-_-_-_-_-_-_-_-_-_", "////", "con", "%2e%2e",
    ];

    /// <summary>Times as they stand in a query.</summary>
    public static readonly string[] Times =
    [
        "2030-01-01T12:00:00Z", "2030-01-01T12:00:00.9999999Z", "2030-01-01t12:00:00z",
        "2030-01-02T00:00:00%2B05:30", "2030-01-01T12:00:00-00:00",
        "2030-01-01T12:00:00%2B23:59", "2030-01-01T12:00:00%2B24:00",
        "2030-01-01T12:00:00+01:00", "2030-01-01T12:00:00", "2030-01-01", "12:00:00Z",
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00.001Z", "0001-01-01T00:00:00%2B00:01", "9999-12-31T23:59:59.999Z",
        "9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59-00:01",
        "0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z", "2030-02-29T00:00:00Z",
        "2032-02-29T00:00:00Z", "2030-06-30T23:59:60Z", "2030-01-01T24:00:00Z", "infinity",
        "-infinity", "now", "2030-01-01T12:00:00.Z", "2030-01-01%2012:00:00Z",
        "20300101T120000Z", "1893499200", "1893499200000", "2030-01-01T12:00:00Z%00",
    ];

    /// <summary>Numbers, and what is none, as JSON.</summary>
    public static readonly string[] Numbers =
    [
        "0", "-0", "0.0", "0.01", "0.010", "0.001", "-0.01", "59", "60", "100", "1e2",
        "1E+2", "1e-2", "1e-3", "1e-28", "1e-29", "0e999999999", "1e2147483647",
        "1e2147483648",
        "1e-2147483648", "1e-99999999999999999999", "9999999999999.99",
        "10000000000000", "9999999999999.990000", "79228162514264337593543950335",
        "79228162514264337593543950336", "9223372036854775807", "9223372036854775808",
        "1e13", "1e400", "\"100\"", "\"\"", "\"1e2\"", "null", "true", "[100]",
        "{}", "01", "1.", ".5",
        "1e", "+1", "0x10",
        "NaN", new('9', 400), $"0.{new string('0', 400)}", $"1.{new string('0', 400)}1",
        $"-{new string('1', 400)}e-400", $"1{new string('0', 400)}e-400",
    ];

    /// <summary>
    /// Texts and non-texts as JSON: empty, blank, invalid Unicode, text direction, normal forms, code of other languages, and lengths at
    /// the limits.
    /// </summary>
    public static readonly string[] Texts =
    [
        "\"\"", "\" \"", "\"\\u0000\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"\\udc00\\ud800\"",
        "\"\\ud83d\\ude00\"", "\"\\x\"", "\"\\u12\"", "\"\t\"", "\"\\n\"",
        "\"unclosed", "'single'",
        "\"\\u200b\"", "\"\\ufeff\"", "\"\\u202egnp.exe\"", "\"\\u2066a\\u2069\"",
        "\"\\u00e9\"", "\"e\\u0301\"", "\"\\ufb01\"", "\"\\u212b\"", "\"\\u0130\"",
        "\"\\uffff\"", "\"\\ufdd0\"",
        "\"'; DROP TABLE users; --\"", "\"' OR '1'='1\"", "\"%\"", "\"_\"",
        "\"\\\\\"", "\"$1\"", "\"{{7*7}}\"", "\"${jndi:ldap://127.0.0.1/a}\"",
        "\"<script>alert(1)</script>\"",
        "\"{0}\"", "\"%s%n\"", "\"../../etc/passwd\"", "\"\\r\\nX-Injected: 1\"",
        "\"5555550001\"", "\"+4915555550002\"", "\"555555000\"", "\"+\"",
        "\"\\u0665555550001\"",
        "\"2099-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59.999999999-00:00\"",
        "\"2099-01-01T00:00:00\"", "\"0190b0c5-0000-7000-8000-000000000000\"",
        "\"0190B0C5-0000-7000-8000-000000000000\"",
        .. new[] { 64, 65, 100, 101, 999, 1000, 1001, 1600, 1601, 4000, 4001, 20000 }.Select(length => $"\"{new string('y', length)}\""),
        .. new[] { 1, 50, 100, 101, 1600, 4000, 4001 }.Select(length => $"\"{string.Concat(Enumerable.Repeat("\U0001F600", length))}\""),
    ];

    /// <summary>What is neither a text nor a number, as JSON or nearly.</summary>
    public static readonly string[] Others =
    [
        "null", "true", "false", "[", "{", "]", "}", "[1,]", "{\"a\":1,}", "/* */ 1",
        "// 1", "", " ", "\n", "{}", "[]", "[null]", "[[]]", "[{}]", "[\"1\"]",
        "{\"a\":1,\"a\":2}", "{\"\":null}",
        "{\"a\":null}", "{\"a\":1}", "{\"id\":1.0}", "[{\"id\":null}]",
        "[{\"id\":1e0}]", "[{\"id\":-1}]", "[{\"id\":{}}]", "[{\"Id\":\"1\"}]",
        .. new[] { 1, 49, 50, 51 }.Select(
            count => $"{{{string.Join(",", Enumerable.Range(0, count).Select(number => $"\"k{number}\":\"v\""))}}}"),
        .. new[] { 5, 31, 32, 33, 64, 5000 }.Select(levels => new string('[', levels) + new string(']', levels)),
        .. new[] { 5, 31, 32, 33, 64, 5000 }.Select(
            levels => string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels)),
    ];

    /// <summary>Names of members, as they stand between the quotes.</summary>
    public static readonly string[] Members =
    [
        "x", "Body", "BODY", "senderId", "\\u0062ody", "__proto__", "constructor",
        "$type", "$ref", "$id", "", "a/b", "a~b", "\\ud800", "\\u0000", "\u00e9", "id",
        "name", "status", "scopes",
    ];

    public static readonly string[] ContentTypes =
    [
        "application/json", "application/json; charset=utf-8", "application/json; charset=UTF-16",
        "application/json; charset=latin1", "application/json; charset=",
        "application/json; charset=\"utf-8\"", "application/json; charset=utf-7",
        "application/json;", "application/problem+json", "application/merge-patch+json",
        "text/json",
        "text/plain", "*/*", "json", "", "/", "application/", "application/xml", "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded; charset=utf-7",
        "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=x",
        "multipart/form-data; boundary=\"\"", "application/octet-stream",
        "application/json, application/json", "\u00e9/\u00ff",
    ];

    /// <summary>Names in a query that an operation may know, or not.</summary>
    public static readonly string[] Queries =
    [
        "limit", "cursor", "order", "q", "token", "access_token", "id", "user_id", "x", "",
        "api-version", "request", "paging.limit", "status",
    ];

    /// <summary>Headers that the document does not name.</summary>
    public static readonly string[] Headers =
    [
        "Accept", "Accept-Charset", "Content-Encoding", "Origin", "X-HTTP-Method-Override",
        "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host",
        "X-Forwarded-Prefix", "Forwarded",
        "X-Original-URL", "traceparent", "tracestate", "baggage", "Range",
        "If-Modified-Since", "If-Range", "Cookie", "Access-Control-Request-Method", "TE",
        "X-Api-Key", "Max-Forwards",
    ];

    public static readonly string[] InHeaders =
    [
        "*", "\"1\"", "\"2\"", "W/\"1\"", "\"1\", \"2\"", "\"", "\"\"", "\"1", "1",
        "\"1.s\"", "\"99999999999\"", "\"-1\"", ",", ", ,", "W/", "\"a\"b\"", "*, *",
        "\"*\"",
        "application/json", "text/html", "*/*", "application/xml;q=0", ";;;",
        "gzip", "DELETE", "00-00000000000000000000000000000000-0000000000000000-00",
        "127.0.0.1", "::1, nonsense",
        "https", "https://evil.example", "bytes=0-0", "Wed, 21 Oct 2015 07:28:00 GMT",
        "' OR 1=1--", "${jndi:ldap://127.0.0.1/a}", "{{7*7}}", "../..", "\u00e9",
        "\u00ff\u00fe", "a\tb",
    ];

    /// <summary>Addresses that belong to no operation.</summary>
    public static readonly string[] Targets =
    [
        "/", "/docs", "/docs/", "/docs/index.html", "/openapi/v1.json",
        "/openapi/v2.json", "/openapi/", "/v1", "/v1/", "/health", "/metrics", "/.env",
        "/swagger", "/users/x/y/z", "/messages/x/likes", "/service-keys/x/y",
    ];

    public static string Quoted(string text) => JsonSerializer.Serialize(text);

    public static string Number(this Random random, int below) => random.Next(below).ToString(CultureInfo.InvariantCulture);
}
