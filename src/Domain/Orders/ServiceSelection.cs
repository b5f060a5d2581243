using Concierge.Domain.Common;
using Concierge.Domain.Services;

namespace Concierge.Domain.Orders;

/// <summary>The services of one order: 1 to 50, all existing, without duplicates.</summary>
public sealed class ServiceSelection
{
    /// <summary>Maximum number of services in one order.</summary>
    public const int MaxCount = 50;

    private ServiceSelection(IReadOnlyList<ServiceId> ids) => Ids = ids;

    /// <summary>The services, in the order of the request.</summary>
    public IReadOnlyList<ServiceId> Ids { get; }

    /// <summary>Creates a selection. Fails with one error for each duplicate, otherwise for each unknown service.</summary>
    /// <param name="ids">The requested services: 1 to <see cref="MaxCount"/>.</param>
    /// <param name="known">Those of the requested services that exist.</param>
    /// <param name="pointer">Maps the index of a service to its pointer in the request.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of services is not valid.</exception>
    public static Result<ServiceSelection> Of(IReadOnlyList<ServiceId> ids, IEnumerable<ServiceId> known, Func<int, string> pointer)
    {
        ArgumentOutOfRangeException.ThrowIfZero(ids.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ids.Count, MaxCount);

        var unknown = new HashSet<ServiceId>();
        var errors = ErrorsAt(id => !unknown.Add(id), ServiceErrors.Duplicate);
        if (errors.Count == 0)
        {
            unknown.ExceptWith(known);
            errors = ErrorsAt(unknown.Contains, ServiceErrors.Unknown);
        }

        return errors.Count == 0 ? new ServiceSelection(ids) : Result<ServiceSelection>.Fail(errors);

        List<Error> ErrorsAt(Func<ServiceId, bool> isWrong, Error error) =>
            [.. ids.Index().Where(service => isWrong(service.Item)).Select(service => error.At(pointer(service.Index)))];
    }
}
