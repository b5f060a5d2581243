using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using Concierge.Api.Problems;
using Concierge.Domain.Common;

namespace Concierge.Architecture.Tests;

public sealed partial class ErrorTests
{
    /// <summary>The one code that several errors share: a caller acted for another user.</summary>
    private const string Shared = "forbidden";

    [Fact]
    public void Errors_Always_AreFound() =>
        Assert.Superset(
            new HashSet<string>
            {
                "user_not_found", "message_not_found", "service_not_found",
                "service_exists", "service_in_use", "service_unknown", "service_duplicate",
                "order_not_found", "order_exists", "order_conflict", "order_window_changed", "datetime_invalid", "datetime_offset_required",
                "sms_not_found", "phone_invalid", "body_blank", "body_too_long",
                "send_at_past", "sms_not_cancelable", "delivery_report_not_authentic",
                "sms_key_retired", "sms_not_redactable", "sms_recipient_limit_reached", "sms_quota_used_up",
                "forbidden", "json_malformed", "validation_failed",
                "unauthorized", "service_key_not_found", "scope_unknown",
                "rate_limited", "request_timed_out", "shutting_down", "target_too_long",
                "headers_too_large", "idempotency_key_reused", "database_unavailable",
            },
            Errors.All().Select(error => error.Code).ToHashSet());

    [Fact]
    public void Codes_Always_AreSnakeCase() => Rule.IsBrokenByNone(Errors.All().Where(error => !SnakeCase().IsMatch(error.Code)));

    [Fact]
    public void Codes_WrittenInPlace_AreSnakeCase()
    {
        var codes = CodesInPlace();

        Assert.Superset(
            new HashSet<string> { "unknown_field", "text_invalid", "id_invalid", "too_long", "too_many_decimals", "range_invalid" },
            codes.ToHashSet());
        Rule.IsBrokenByNone(codes.Where(code => !SnakeCase().IsMatch(code)));
    }

    [Fact]
    public void Codes_Always_AreInTheCatalogWithTheirStatus()
    {
        var statuses = ProblemCatalog.All.ToDictionary(problem => problem.Code, problem => problem.Statuses.Split(", "));

        Rule.IsBrokenByNone(
            Errors.All().Where(error => statuses.GetValueOrDefault(error.Code)?.Contains($"{error.Status}") != true));
        Rule.IsBrokenByNone(CodesInPlace().Where(code => code.Length > 1 && !statuses.ContainsKey(code)));
    }

    [Fact]
    public void Codes_Always_MeanOneThing() =>
        Rule.IsBrokenByNone(
            from error in Errors.All()
            group error by error.Code into alike
            where alike.Key != Shared && alike.Count() > 1
            select $"{alike.Key}: {string.Join(", ", alike.Select(error => error.Name))}");

    [Fact]
    public void Codes_WhenShared_HaveOneStatus() =>
        Assert.Single(Errors.All().Where(error => error.Code == Shared).Select(error => error.Status).Distinct());

    [Fact]
    public void Messages_Always_AreSentences() =>
        Rule.IsBrokenByNone(Errors.All().Where(error => !Sentence().IsMatch(error.Message)));

    [Fact]
    public void Errors_Always_AreReadOnlyAndBesideTheirAggregateOrMechanism() =>
        Rule.IsBrokenByNone(
            from field in Errors.Fields()
            where !field.IsInitOnly || !(field.IsPrivate || IsErrorList(field.DeclaringType!))
            select $"{field.DeclaringType}.{field.Name}");

    private static List<string> CodesInPlace() =>
    [
        .. Product.Files
            .SelectMany(
                file => (file.Path.StartsWith("Application/", StringComparison.Ordinal) ? CodeOfAValidator() : CodeOfAnError())
                    .Matches(file.Text))
            .Select(match => match.Groups[1].Value),
    ];

    /// <summary>An error is private to its only user, or a member of a static class such as <c>OrderErrors</c>.</summary>
    private static bool IsErrorList(Type type) =>
        type is { IsAbstract: true, IsSealed: true } && type.Name.EndsWith("Errors", StringComparison.Ordinal);

    [GeneratedRegex(@"\A[a-z][a-z0-9]*(_[a-z0-9]+)*\z")]
    private static partial Regex SnakeCase();

    [GeneratedRegex("new Error\\(\\s*\"([^\"]*)\"")]
    private static partial Regex CodeOfAnError();

    /// <summary>In a validator, the message follows the code.</summary>
    [GeneratedRegex("\"([^\"]*)\",\\s*\\$?\"[A-Z]")]
    private static partial Regex CodeOfAValidator();

    [GeneratedRegex(@"\A[A-Z][^\n]*\.\z")]
    private static partial Regex Sentence();
}

/// <summary>The named errors of all layers: <see cref="Error"/> and <see cref="HttpError"/>.</summary>
internal static class Errors
{
    public static IEnumerable<FieldInfo> Fields() =>
        Product.Types
            .SelectMany(
                type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(field => field.FieldType == typeof(Error) || field.FieldType == typeof(HttpError));

    public static IEnumerable<(string Name, string Code, int Status, string Message)> All() =>
        from field in Fields()
        let name = $"{field.DeclaringType!.Name}.{field.Name}"
        select field.GetValue(null) switch
        {
            HttpError error => (name, error.Code, error.Status, error.Message),
            Error error => (name, error.Code, StatusOf(error.Kind), error.Message),
            _ => throw new UnreachableException(),
        };

    /// <summary>The statuses of the contract for errors of the domain.</summary>
    private static int StatusOf(ErrorKind kind) => kind switch
    {
        ErrorKind.Validation or ErrorKind.Invalid => 400,
        ErrorKind.Unauthorized => 401,
        ErrorKind.Forbidden => 403,
        ErrorKind.NotFound => 404,
        ErrorKind.Conflict => 409,
        ErrorKind.Gone => 410,
        ErrorKind.PreconditionFailed => 412,
        ErrorKind.LimitReached => 429,
        ErrorKind.Unavailable => 503,
        _ => throw new UnreachableException(),
    };
}
