using System.Reflection;
using System.Text.RegularExpressions;
using Concierge.Domain.Common;

namespace Concierge.Architecture.Tests;

public sealed partial class ErrorTests
{
    /// <summary>The one code that says the same in several places: somebody acted for somebody else.</summary>
    private const string Shared = "forbidden";

    [Fact]
    public void Errors_Always_AreFound() =>
        Assert.Superset(
            new HashSet<string>
            {
                "user_not_found", "message_not_found", "service_not_found", "service_exists", "service_in_use", "service_unknown", "service_duplicate",
                "order_not_found", "order_exists", "order_conflict", "order_window_changed", "datetime_invalid", "datetime_offset_required",
                "sms_not_found", "phone_invalid", "body_blank", "body_too_long", "send_at_past", "sms_not_cancelable", "delivery_report_not_authentic",
                "sms_key_retired", "forbidden", "json_malformed", "validation_failed", "unauthorized", "service_key_not_found", "scope_unknown",
                "rate_limited", "request_timed_out", "shutting_down", "target_too_long", "headers_too_large",
            },
            Errors.All().Select(error => error.Value.Code).ToHashSet());

    [Fact]
    public void Codes_Always_AreSnakeCase() => Rule.IsBrokenByNone(Errors.All().Where(error => !SnakeCase().IsMatch(error.Value.Code)));

    [Fact]
    public void Codes_WrittenInPlace_AreSnakeCase()
    {
        var codes = Product.Files
            .SelectMany(file => (file.Path.StartsWith("Application/", StringComparison.Ordinal) ? CodeOfAValidator() : CodeOfAnError()).Matches(file.Text))
            .Select(match => match.Groups[1].Value)
            .ToList();

        Assert.Superset(new HashSet<string> { "unknown_field", "text_invalid", "id_invalid", "too_long", "too_many_decimals", "range_invalid" }, codes.ToHashSet());
        Rule.IsBrokenByNone(codes.Where(code => !SnakeCase().IsMatch(code)));
    }

    [Fact]
    public void Codes_Always_MeanOneThing() =>
        Rule.IsBrokenByNone(
            from error in Errors.All()
            group error by error.Value.Code into alike
            where alike.Key != Shared && alike.Count() > 1
            select $"{alike.Key}: {string.Join(", ", alike.Select(error => error.Name))}");

    [Fact]
    public void Codes_WhenShared_AreOfOneKind() =>
        Assert.Single(Errors.All().Where(error => error.Value.Code == Shared).Select(error => error.Value.Kind).Distinct());

    [Fact]
    public void Messages_Always_AreSentences() =>
        Rule.IsBrokenByNone(Errors.All().Where(error => !Sentence().IsMatch(error.Value.Message)));

    [Fact]
    public void Errors_Always_AreReadOnlyAndBesideTheirAggregate() =>
        Rule.IsBrokenByNone(
            from field in Errors.Fields()
            where !field.IsInitOnly || field.DeclaringType is not { IsAbstract: true, IsSealed: true }
                || (!field.DeclaringType.Name.EndsWith("Errors", StringComparison.Ordinal) && field.DeclaringType.Name != "Problems")
            select $"{field.DeclaringType}.{field.Name}");

    [GeneratedRegex(@"\A[a-z][a-z0-9]*(_[a-z0-9]+)*\z")]
    private static partial Regex SnakeCase();

    [GeneratedRegex("new Error\\(\\s*\"([^\"]*)\"")]
    private static partial Regex CodeOfAnError();

    /// <summary>A validator's code has its message behind it.</summary>
    [GeneratedRegex("\"([^\"]*)\",\\s*\\$?\"[A-Z]")]
    private static partial Regex CodeOfAValidator();

    [GeneratedRegex(@"\A[A-Z][^\n]*\.\z")]
    private static partial Regex Sentence();
}

/// <summary>The errors that have a name.</summary>
internal static class Errors
{
    public static IEnumerable<FieldInfo> Fields() =>
        Product.Types
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(field => field.FieldType == typeof(Error));

    public static IEnumerable<(string Name, Error Value)> All() =>
        Fields().Select(field => ($"{field.DeclaringType!.Name}.{field.Name}", (Error)field.GetValue(null)!));
}
