using Concierge.Application;
using Concierge.Application.Access;
using Concierge.Domain.Access;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Authentication;

/// <summary>Does not let the program start where every caller must have a key and there is none.</summary>
internal sealed class ServiceKeysStartup(IOptions<AuthOptions> options, IServiceScopeFactory scopes) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.AsksForCredentials)
        {
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        if (!await scope.ServiceProvider.GetRequiredService<IServiceKeyReader>().HasAnyGoodAsync(cancellationToken))
        {
            throw new StartupException(
                $"Auth:Mode is {AuthOptions.Keys}, and there is no service key that is good. Make one, with the settings that this program has: "
                + $"keys create --name first --scopes {string.Join(',', Scopes.All)}");
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
