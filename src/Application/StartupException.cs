namespace Concierge.Application;

/// <summary>The program cannot start. The message names the cause and the remedy; the operator sees only the message.</summary>
public sealed class StartupException(string message) : Exception(message);
