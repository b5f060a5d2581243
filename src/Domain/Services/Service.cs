using Concierge.Domain.Common;
using Concierge.Domain.Events;
using Concierge.Domain.Users;

namespace Concierge.Domain.Services;

/// <summary>A service that can be ordered. Backends maintain the catalogue; users may read it.</summary>
public sealed class Service : IEventSource
{
    private Service()
    {
    }

    public ServiceId Id { get; private init; }

    public string Name { get; private set; } = "";

    /// <summary>Whether orders may be booked. An inactive service keeps its orders and takes no new ones.</summary>
    public bool IsActive { get; private set; } = true;

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Random value of this creation: a deleted resource and its successor under the same id differ in it.</summary>
    public Guid Stamp { get; private init; }

    /// <summary>Number of changes; the concurrency token.</summary>
    public int Version { get; private set; } = 1;

    public EventLog Events { get; } = new();

    public static Result<Service> Create(Actor actor, ServiceId id, ServiceName name, bool isActive, DateTimeOffset now) =>
        CheckBackend(actor).Map(() =>
        {
            var service = new Service
            {
                Id = id,
                Name = name.Value,
                IsActive = isActive,
                Stamp = Guid.NewGuid(),
                CreatedAt = now.CutToMilliseconds(),
                UpdatedAt = now.CutToMilliseconds(),
            };
            service.Record(ServiceEvents.Created);
            return service;
        });

    /// <summary>
    /// Replaces the name and, unless null, the state. Existing orders keep the name that they were booked with. Identical values change
    /// nothing.
    /// </summary>
    public Result Change(Actor actor, ServiceName name, bool? isActive, DateTimeOffset now)
    {
        var may = CheckBackend(actor);
        if (may.IsSuccess && (name.Value != Name || (isActive ?? IsActive) != IsActive))
        {
            (Name, IsActive) = (name.Value, isActive ?? IsActive);
            (UpdatedAt, Version) = (now.CutToMilliseconds(), Version + 1);
            Record(ServiceEvents.Updated);
        }

        return may;
    }

    /// <summary>Records the deletion. The repository removes the service.</summary>
    public void Delete()
    {
        Version++;
        Record(ServiceEvents.Deleted);
    }

    private void Record(string change) => Events.Record(new(change, Id.Value, new ServiceEventData(IsActive, Version)));

    private static Result CheckBackend(Actor actor) => actor.IsBackend ? Result.Success : CommonErrors.ForbiddenToUsers;
}
