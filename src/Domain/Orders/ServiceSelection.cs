using Concierge.Domain.Common;
using Concierge.Domain.Services;

namespace Concierge.Domain.Orders;

/// <summary>The services that somebody wants to order together: 1 to 50, all of them known, none of them twice.</summary>
public sealed class ServiceSelection
{
    /// <summary>Most services in one order.</summary>
    public const int MaxCount = 50;

    private ServiceSelection(IReadOnlyList<ServiceId> ids) => Ids = ids;

    /// <summary>The services in the order in which they were named.</summary>
    public IReadOnlyList<ServiceId> Ids { get; }

    /// <summary>Selects services, or refuses each that is unknown or named twice.</summary>
    /// <param name="ids">The services named; how many is known to be right, anything else is a bug.</param>
    /// <param name="known">Those of them that there are.</param>
    /// <param name="pointer">Where in the request the service of a number stands.</param>
    public static Result<ServiceSelection> Of(IReadOnlyList<ServiceId> ids, IEnumerable<Service> known, Func<int, string> pointer)
    {
        ArgumentOutOfRangeException.ThrowIfZero(ids.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ids.Count, MaxCount);

        var named = new HashSet<ServiceId>();
        var duplicates = ids.Index().Where(service => !named.Add(service.Item)).Select(service => ServiceErrors.Duplicate.At(pointer(service.Index))).ToList();
        if (duplicates.Count > 0)
        {
            return Result<ServiceSelection>.Fail(duplicates);
        }

        named.ExceptWith(known.Select(service => service.Id));
        return named.Count == 0
            ? new ServiceSelection(ids)
            : Result<ServiceSelection>.Fail(
                [.. ids.Index().Where(service => named.Contains(service.Item)).Select(service => ServiceErrors.Unknown.At(pointer(service.Index)))]);
    }
}
