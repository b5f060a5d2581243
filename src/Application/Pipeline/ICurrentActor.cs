using Concierge.Domain.Users;

namespace Concierge.Application.Pipeline;

/// <summary>On whose authority the request at hand is made.</summary>
public interface ICurrentActor
{
    Actor Actor { get; }
}
