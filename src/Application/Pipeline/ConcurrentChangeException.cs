namespace Concierge.Application.Pipeline;

/// <summary>Data changed after it was loaded. <see cref="ConcurrentChangeBehavior{TRequest,TResponse}"/> repeats the use case.</summary>
public sealed class ConcurrentChangeException(Exception? inner = null) : Exception("Data changed after it was loaded.", inner);
