namespace Concierge.Application;

/// <summary>Thrown when the program cannot start. The message tells the operator the cause and the remedy; nothing else is printed.</summary>
public sealed class StartupException(string message) : Exception(message);
