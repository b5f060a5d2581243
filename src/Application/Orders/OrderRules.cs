using Concierge.Application.Validation;
using Concierge.Domain.Orders;
using FluentValidation;

namespace Concierge.Application.Orders;

internal static class OrderRules
{
    /// <summary>A required list of 1 to <see cref="ServiceSelection.MaxCount"/> services.</summary>
    public static IRuleBuilderOptions<T, IReadOnlyList<string?>?> ServiceCount<T>(this IRuleBuilder<T, IReadOnlyList<string?>?> rule) =>
        rule.Required()
            .NotEmpty().WithError("too_few", "At least one service is required.")
            .Must(ids => ids is null or { Count: <= ServiceSelection.MaxCount })
            .WithError("too_many", $"At most {ServiceSelection.MaxCount} services are allowed.");
}
