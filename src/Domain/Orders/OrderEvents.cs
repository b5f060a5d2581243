namespace Concierge.Domain.Orders;

/// <summary>Types of the events of orders.</summary>
public static class OrderEvents
{
    public const string Created = "order.created";

    public const string Updated = "order.updated";

    public const string Deleted = "order.deleted";
}
