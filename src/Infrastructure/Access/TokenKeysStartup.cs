using Concierge.Infrastructure.Postgres;
using Concierge.Infrastructure.Startup;
using Microsoft.AspNetCore.DataProtection;

namespace Concierge.Infrastructure.Access;

/// <summary>
/// Creates the first data protection key under a lock. Two replicas that each created one would refuse each other's tokens until they
/// reload the keys, a day later.
/// </summary>
internal sealed class TokenKeysStartup(Database database, IDataProtectionProvider protection) : IStartupStep
{
    private const long Lock = 0x746f6b656e6b6579;

    public string Name => "token keys";

    public Task RunAsync(CancellationToken cancellationToken) => database.RunAloneAsync(
        Lock,
        () =>
        {
            // The first use reads the keys, and creates one if none is active.
            protection.CreateProtector(nameof(TokenKeysStartup)).Protect([]);
            return Task.CompletedTask;
        },
        cancellationToken);
}
