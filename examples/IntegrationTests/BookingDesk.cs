namespace Shop.IntegrationTests;

/// <summary>Code of the shop that the tests are about. In a real repository it is in a project of its own.</summary>
internal sealed class BookingDesk(ConciergeClient concierge)
{
    /// <summary>Books a visit at the requested time, or at the next free time if it is taken.</summary>
    /// <returns>The order; null if no time within a year is free.</returns>
    public async Task<Order?> BookAsync(string serviceId, DateTimeOffset time, decimal fee)
    {
        try
        {
            return await concierge.CreateOrderAsync(new() { Datetime = time, Totalfee = fee, Services = [new() { Id = serviceId }] });
        }
        catch (ConciergeException refused) when (refused.OrderConflict is { } conflict)
        {
            return conflict.NextAvailable is { } next ? await BookAsync(serviceId, next, fee) : null;
        }
    }
}
