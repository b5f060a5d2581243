using Concierge.Application.Sms;
using Concierge.Infrastructure.Startup;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Infrastructure.Sms;

/// <summary>Refuses to start without the keys that decrypt the stored messages.</summary>
internal sealed class SmsKeysStartup(IServiceScopeFactory scopes) : IStartupStep
{
    public string Name => "SMS keys";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ISmsKeys>().PrepareAsync(cancellationToken);
    }
}
