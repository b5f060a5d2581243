using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Orders;
using Concierge.Domain.Services;
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

    /// <summary>The services of a query: 1 to <see cref="ServiceSelection.MaxCount"/> ids in the parameter <c>service_id</c>.</summary>
    public static void ServiceIds<T>(this IRuleBuilderInitial<T, IReadOnlyList<string?>?> rule) =>
        rule.ServiceCount().OverridePropertyName("service_id")
            .ForEach(id => id.Cascade(CascadeMode.Continue).OverrideIndexer((_, _, _, _) => "").Required().CallerId());

    /// <summary>Selects the services of a query; see <see cref="ServiceSelection.Of"/>.</summary>
    public static async Task<Result<ServiceSelection>> SelectAsync(
        this IServiceRepository services, IReadOnlyList<string?> ids, CancellationToken cancellationToken)
    {
        IReadOnlyList<ServiceId> wanted = [.. ids.Select(ServiceId.From)];
        return ServiceSelection.Of(wanted, await services.ListKnownAsync(wanted, cancellationToken), [], _ => "/service_id");
    }
}
