using Concierge.Domain.Users;

namespace Concierge.Application.Common;

/// <summary>On whose authority the request at hand is made.</summary>
public interface ICurrentActor
{
    Actor Actor { get; }
}
