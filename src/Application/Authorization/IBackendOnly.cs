namespace Concierge.Application.Authorization;

/// <summary>A request that a backend may send, but no user. <see cref="BackendOnlyBehavior{TRequest,TResponse}"/> enforces it.</summary>
public interface IBackendOnly;
