namespace Concierge.Api.Tests.WebConsole;

/// <summary>Test classes that share one program and one Chromium, and so run one after the other.</summary>
[CollectionDefinition]
public sealed class SharedConsole : ICollectionFixture<ConsoleFixture>;
