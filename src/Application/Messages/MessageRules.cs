using Concierge.Application.Validation;
using FluentValidation;

namespace Concierge.Application.Messages;

internal static class MessageRules
{
    /// <summary>The id of a message. Accepts null.</summary>
    public static IRuleBuilderOptions<T, string?> MessageId<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(id => id is null || Domain.Messages.MessageId.IsValid(id))
            .WithError("id_invalid", "The id of a message must be the id of its conversation, a hyphen and its position.");
}
