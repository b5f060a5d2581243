using Concierge.Application.Authorization;
using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Orders;
using Concierge.Domain.Services;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Orders.Batches;

/// <summary>
/// Carries out all operations of a batch, or none. All orders that it changes or deletes give up their times first, so two orders can swap
/// theirs. The error names the first operation that fails.
/// </summary>
public sealed record ChangeOrders(IReadOnlyList<OrderOperation?>? Operations)
    : ICommand<Result<IReadOnlyList<OrderDto?>>>, IBackendOnly
{
    /// <summary>Maximum number of operations.</summary>
    public const int MaxOperations = 100;
}

internal sealed class ChangeOrdersValidator : AbstractValidator<ChangeOrders>
{
    public ChangeOrdersValidator() =>
        RuleFor(batch => batch.Operations).Required()
            .NotEmpty().WithError("too_few", "At least one operation is required.")
            .Must(operations => operations is null or { Count: <= ChangeOrders.MaxOperations })
            .WithError("too_many", $"At most {ChangeOrders.MaxOperations} operations are allowed.")
            .DependentRules(() => RuleForEach(batch => batch.Operations)
                .Cascade(CascadeMode.Continue)
                .Required().SetValidator(new OrderOperationValidator()!));
}

internal sealed class ChangeOrdersHandler(
    IOrderRepository orders, IServiceRepository services, IUnitOfWork unitOfWork, Ordering ordering, Booking booking)
    : IRequestHandler<ChangeOrders, Result<IReadOnlyList<OrderDto?>>>
{
    public async Task<Result<IReadOnlyList<OrderDto?>>> Handle(ChangeOrders command, CancellationToken cancellationToken)
    {
        IReadOnlyList<OrderOperation> operations = [.. command.Operations!.Select(operation => operation!)];
        if (FindRepeated(operations) is { } repeated)
        {
            return repeated;
        }

        return await unitOfWork.InTransactionAsync(() => RunAsync(operations, cancellationToken), cancellationToken);
    }

    /// <summary>Finds the first operation on an order that an earlier one names. Their order would decide what the batch means.</summary>
    private static Error? FindRepeated(IReadOnlyList<OrderOperation> operations)
    {
        var seen = new HashSet<OrderId>();
        var repeated = operations.Index().Where(operation => operation.Item.OrderId is { } id && !seen.Add(id)).Take(1);
        return repeated.Select(operation => OrderErrors.Repeated.InOperation(operation.Index)).SingleOrDefault();
    }

    private async Task<Result<IReadOnlyList<OrderDto?>>> RunAsync(
        IReadOnlyList<OrderOperation> operations, CancellationToken cancellationToken)
    {
        var ordered = operations.SelectMany(operation => operation.Order?.Input.Services ?? []).ToHashSet();
        var changed = operations.Where(operation => !operation.Creates).Select(operation => operation.OrderId!.Value).ToHashSet();
        var existing = (await orders.BeginBatchAsync(changed, ordered, cancellationToken)).ToDictionary(order => order.Id);
        var known = (await services.ListKnownAsync(ordered, cancellationToken)).ToDictionary(service => service.Id);

        List<OrderDto?> results = [];
        foreach (var (index, operation) in operations.Index())
        {
            var order = operation.Creates ? null : existing.GetValueOrDefault(operation.OrderId!.Value);
            var done = order is null && !operation.Creates
                ? OrderErrors.NotFound
                : await RunAsync(operation, order, ServicesOf(operation), results, cancellationToken);
            if (!done.IsSuccess)
            {
                return Result<IReadOnlyList<OrderDto?>>.Fail([.. done.Errors.Select(error => Locate(error, index))]);
            }
        }

        return results;

        IEnumerable<KnownService> ServicesOf(OrderOperation operation) =>
            (operation.Order?.Input.Services ?? []).Distinct().Where(known.ContainsKey).Select(id => known[id]);
    }

    private static Error Locate(Error error, int index) =>
        (error.Pointer is { } pointer ? error.At($"/operations/{index}/order{pointer}") : error).InOperation(index);

    /// <summary>Carries out one operation and adds the order, or null if it was deleted, to the results.</summary>
    private async Task<Result> RunAsync(
        OrderOperation operation, Order? order, IEnumerable<KnownService> known, List<OrderDto?> results,
        CancellationToken cancellationToken)
    {
        if (order is null)
        {
            var placed = ordering.Place(operation.Order!.Id, operation.Order.Input, known);
            var booked = placed.IsSuccess ? await booking.BookAsync(placed.Value, cancellationToken) : Result.Fail(placed.Errors);
            return booked.Then(() => Add(placed.Value));
        }

        if (operation.Deletes)
        {
            var deleted = await operation.Precondition.Check(new(order.Stamp, order.Version)).ThenAsync(() =>
            {
                order.Delete();
                orders.Remove(order);
                return unitOfWork.SaveAsync(cancellationToken);
            });
            return deleted.Then(() => Add(null));
        }

        var fromVersion = order.Version;
        var moved = await ordering.Change(order, operation.Order!.Input, known, operation.Precondition)
            .ThenAsync(() => booking.MoveAsync(order, fromVersion, cancellationToken));
        return moved.Then(() => Add(order));

        Result Add(Order? result)
        {
            results.Add(result is null ? null : OrderDto.Of(result));
            return Result.Success;
        }
    }
}
