using Concierge.Application.Events;
using Concierge.Application.Validation;
using Concierge.Domain.Access;
using Concierge.Domain.Common;
using Concierge.Domain.Webhooks;
using FluentValidation;

namespace Concierge.Application.Webhooks;

/// <summary>Rules that the use cases of webhook endpoints share.</summary>
internal static class WebhookRules
{
    public static IRuleBuilderOptions<T, string> WebhookEndpointId<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(Domain.Webhooks.WebhookEndpointId.IsValid).WithError("id_invalid", "The id of a webhook endpoint must be a UUID.");

    /// <summary>A URL that events may be sent to.</summary>
    public static IRuleBuilderOptionsConditions<T, string?> WebhookUrl<T>(this IRuleBuilder<T, string?> rule, IWebhookUrlPolicy policy) =>
        rule.Required().MaxCodePoints(WebhookEndpoint.MaxUrlLength).Custom((url, context) =>
        {
            if (url is not null && policy.Check(url) is { } error)
            {
                context.AddErrors(context.PropertyPath, error);
            }
        });

    /// <summary>A note that may be empty and may have several lines.</summary>
    public static IRuleBuilderOptions<T, string?> WebhookDescription<T>(this IRuleBuilder<T, string?> rule) =>
        rule.MaxCodePoints(WebhookEndpoint.MaxDescriptionLength)
            .Must(text => text?.Contains('\0', StringComparison.Ordinal) != true)
            .WithError("text_invalid", "The text must not contain a NUL character.");

    /// <summary>Names of types; null for all.</summary>
    public static IRuleBuilderOptions<T, IReadOnlyList<string?>?> EventTypes<T>(this IRuleBuilder<T, IReadOnlyList<string?>?> rule) =>
        rule.Must(types => types is not { Count: 0 }).WithError("too_few", "At least one type is required; leave types out for all.");

    /// <summary>Checks that each type exists, and that scopes allow it.</summary>
    public static Result CheckTypes(IEnumerable<string?>? types, IReadOnlyCollection<string> scopes)
    {
        foreach (var (index, name) in (types ?? []).Index())
        {
            if (EventCatalog.All.FirstOrDefault(type => type.Name == name) is not { } known)
            {
                return EventErrors.TypeUnknown.At($"/types/{index}");
            }

            if (!Scopes.Include(scopes, known.Scope))
            {
                return AccessErrors.ScopeNotHeld.At($"/types/{index}");
            }
        }

        return Result.Success;
    }

    /// <summary>Creates content from values that the validators have accepted.</summary>
    public static WebhookContent ToContent(string? url, IReadOnlyList<string?>? types, string? description) =>
        new(url!, types?.OfType<string>().Distinct().ToList(), description ?? "");
}
