using Concierge.Domain.Common;
using Concierge.Domain.Services;

namespace Concierge.Domain.Orders;

/// <summary>The services of one order: 1 to 50, without duplicates.</summary>
public sealed class ServiceSelection
{
    /// <summary>Maximum number of services in one order.</summary>
    public const int MaxCount = 50;

    private ServiceSelection(IReadOnlyList<OrderedService> services) => Services = services;

    /// <summary>The services, in the order of the request.</summary>
    public IReadOnlyList<OrderedService> Services { get; }

    /// <summary>
    /// Creates a selection. Fails with one error for each duplicate, otherwise for each unknown service, otherwise for each inactive one.
    /// </summary>
    /// <param name="ids">The requested services: 1 to <see cref="MaxCount"/>.</param>
    /// <param name="known">Those of the requested services that exist.</param>
    /// <param name="booked">Services that the order has already. They keep their names, and may be inactive.</param>
    /// <param name="pointer">Maps the index of a service to its pointer in the request.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of services is not valid.</exception>
    public static Result<ServiceSelection> Of(
        IReadOnlyList<ServiceId> ids, IEnumerable<KnownService> known, IEnumerable<OrderedService> booked, Func<int, string> pointer)
    {
        ArgumentOutOfRangeException.ThrowIfZero(ids.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ids.Count, MaxCount);

        var seen = new HashSet<ServiceId>();
        var services = known.ToDictionary(service => service.Id);
        var kept = booked.ToDictionary(service => service.Id);
        var errors = ErrorsAt(id => !seen.Add(id), ServiceErrors.Duplicate)
            ?? ErrorsAt(id => !services.ContainsKey(id), ServiceErrors.Unknown)
            ?? ErrorsAt(id => !services[id].IsActive && !kept.ContainsKey(id), ServiceErrors.Inactive);
        return errors is null
            ? new ServiceSelection([.. ids.Select(id => new OrderedService(id, kept.GetValueOrDefault(id)?.Name ?? services[id].Name))])
            : Result<ServiceSelection>.Fail(errors);

        List<Error>? ErrorsAt(Func<ServiceId, bool> isWrong, Error error)
        {
            List<Error> found =
                [.. ids.Index().Where(service => isWrong(service.Item)).Select(service => error.At(pointer(service.Index)))];
            return found.Count > 0 ? found : null;
        }
    }
}
