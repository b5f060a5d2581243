using Concierge.Infrastructure.Postgres;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Hosting;

namespace Concierge.Infrastructure.Access;

/// <summary>
/// Has the first key of tokens made by one replica, while the others that start at the same time wait: two that each made one would refuse one another's
/// tokens until they look for keys again, a day later.
/// </summary>
internal sealed class TokenKeysStartup(Database database, IDataProtectionProvider protection) : IHostedService
{
    private const long Lock = 0x746f6b656e6b6579;

    public Task StartAsync(CancellationToken cancellationToken) => database.RunAloneAsync(
        Lock,
        () =>
        {
            // The first use reads the keys, and makes one where none is good.
            protection.CreateProtector(nameof(TokenKeysStartup)).Protect([]);
            return Task.CompletedTask;
        },
        cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
