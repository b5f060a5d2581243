using Concierge.Application.Preconditions;
using Concierge.Application.Validation;
using Concierge.Domain.Orders;
using FluentValidation;

namespace Concierge.Application.Orders.Batches;

/// <summary>One operation of a batch.</summary>
/// <param name="Op"><c>create</c>, <c>update</c> or <c>delete</c>.</param>
/// <param name="Id">The order to delete; null for the other operations.</param>
/// <param name="Order">The order to create or update; null for a deletion.</param>
/// <param name="Precondition">The precondition of an update or a deletion.</param>
public sealed record OrderOperation(string? Op, string? Id, OrderOfBatch? Order, Precondition Precondition)
{
    internal bool Creates => Op == "create";

    internal bool Deletes => Op == "delete";

    /// <summary>The order; null for a new one whose id is to be generated.</summary>
    internal OrderId? OrderId => (Id ?? Order?.Id) is { } id ? Domain.Orders.OrderId.From(id) : null;
}

internal sealed class OrderOperationValidator : AbstractValidator<OrderOperation>
{
    public OrderOperationValidator()
    {
        RuleFor(operation => operation.Op).Required()
            .Must(op => op is null or "create" or "update" or "delete").WithError("op_invalid", "The op must be create, update or delete.")
            .DependentRules(() => When(operation => operation.Deletes, AddDeletion).Otherwise(AddWrite));
    }

    private void AddDeletion()
    {
        RuleFor(operation => operation.Id).Required().CallerId();
        RuleFor(operation => operation.Order).Null().WithError("not_allowed", "A deletion has an id and no order.");
    }

    private void AddWrite()
    {
        RuleFor(operation => operation.Id).Null().WithError("not_allowed", "The id belongs in the order.");
        RuleFor(operation => operation.Order).Required().DependentRules(() =>
        {
            RuleFor(operation => operation.Order!.Id).Required().When(operation => !operation.Creates).OverridePropertyName("order.id");
            RuleFor(operation => operation.Order!.Id).CallerId().OverridePropertyName("order.id");
            RuleFor(operation => operation.Order!.Input).SetValidator(new OrderInputValidator()).OverridePropertyName("order");
        });
    }
}
