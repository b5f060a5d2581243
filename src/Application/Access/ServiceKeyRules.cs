using Concierge.Application.Validation;
using FluentValidation;

namespace Concierge.Application.Access;

/// <summary>Rules that the validators of service keys share.</summary>
internal static class ServiceKeyRules
{
    public static IRuleBuilderOptions<T, string> ServiceKeyId<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(Domain.Access.ServiceKeyId.IsValid).WithError("id_invalid", "The id of a service key must be a UUID.");
}
