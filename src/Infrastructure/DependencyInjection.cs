using Concierge.Application.Common;
using Concierge.Application.Messages;
using Concierge.Application.Users;
using Concierge.Domain.Messages;
using Concierge.Domain.Users;
using Concierge.Infrastructure.Idempotency;
using Concierge.Infrastructure.Messages;
using Concierge.Infrastructure.Persistence;
using Concierge.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Infrastructure;

public static class DependencyInjection
{
    /// <summary>Registers the database and everything that is kept in it.</summary>
    public static IServiceCollection AddInfrastructure(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DatabaseOptions>()
            .Bind(configuration.GetSection(DatabaseOptions.Section))
            .Validate(options => !string.IsNullOrWhiteSpace(options.DataDirectory), "Database:DataDirectory is empty.")
            .ValidateOnStart();
        services.AddSingleton(TimeProvider.System);

        services.AddSingleton<Database>();
        services.AddSingleton<IDatabase>(provider => provider.GetRequiredService<Database>());
        services.AddDbContextPool<ConciergeDbContext>((provider, options) => options
            .UseNpgsql(provider.GetRequiredService<Database>().DataSource));
        services.AddScoped<IUnitOfWork, UnitOfWork>();
        services.AddScoped<IIdempotencyStore, IdempotencyStore>();

        services.AddScoped<IUserRepository, UserRepository>();
        services.AddScoped<IUserReader, UserReader>();
        services.AddScoped<IMessageRepository, MessageRepository>();
        services.AddScoped<IMessageReader, MessageReader>();
        services.AddScoped<IConversationReader, ConversationReader>();

        services.AddHostedService<DatabaseStartup>();
        services.AddHostedService<IdempotencySweeper>();
        return services;
    }
}
