using Concierge.Application.Orders;
using Concierge.Infrastructure.Startup;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Infrastructure.Orders;

/// <summary>Refuses to start with a window or scope other than the one that the stored orders keep.</summary>
internal sealed class OrderSlotsStartup(IServiceScopeFactory scopes) : IStartupStep
{
    public string Name => "order window";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IOrderSlots>().PrepareAsync(cancellationToken);
    }
}
