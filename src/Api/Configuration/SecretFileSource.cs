namespace Concierge.Api.Configuration;

/// <summary>A source of settings, of which some may be in files.</summary>
/// <param name="settings">The source without files.</param>
internal sealed class SecretFileSource(IConfigurationSource settings) : IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new SecretFileProvider(settings.Build(builder));
}
