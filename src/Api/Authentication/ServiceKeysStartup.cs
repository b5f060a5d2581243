using Concierge.Application;
using Concierge.Application.Access;
using Concierge.Domain.Access;
using Concierge.Infrastructure.Startup;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Authentication;

/// <summary>Refuses to start when every caller needs a service key and no key is active.</summary>
internal sealed class ServiceKeysStartup(IOptions<AuthOptions> options, IServiceScopeFactory scopes) : IStartupStep
{
    public string Name => "service keys";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.AsksForCredentials)
        {
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        if (!await scope.ServiceProvider.GetRequiredService<IServiceKeyReader>().HasAnyGoodAsync(cancellationToken))
        {
            throw new StartupException(
                $"Auth:Mode is {AuthOptions.Keys}, and no service key is active. Create one, with the settings of this program: "
                + $"keys create --name first --scopes {string.Join(',', Scopes.All)}");
        }
    }
}
