using Concierge.Application.Common;
using Concierge.Application.Messages;
using Concierge.Application.Orders;
using Concierge.Application.Users;
using Concierge.Domain.Messages;
using Concierge.Domain.Orders;
using Concierge.Domain.Users;
using Concierge.Infrastructure.Idempotency;
using Concierge.Infrastructure.Messages;
using Concierge.Infrastructure.Orders;
using Concierge.Infrastructure.Persistence;
using Concierge.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

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
        services.AddOptions<OrdersOptions>()
            .Bind(configuration.GetSection(OrdersOptions.Section))
            .Validate(options => OrderWindow.IsValid(options.Window), "Orders:Window is not a time of up to 365 days, in whole milliseconds.")
            .Validate(options => options.IsScopeValid, "Orders:WindowScope is neither Service nor All.")
            .ValidateOnStart();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<OrdersOptions>>().Value.ToWindow());
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
        services.AddScoped<IServiceRepository, ServiceRepository>();
        services.AddScoped<IServiceReader, ServiceReader>();
        services.AddScoped<IOrderRepository, OrderRepository>();
        services.AddScoped<IOrderReader, OrderReader>();
        services.AddScoped<IOrderCalendar, OrderCalendar>();
        services.AddScoped<IOrderIndex, OrderIndex>();

        services.AddHostedService<DatabaseStartup>();
        services.AddHostedService<OrderIndexStartup>();
        services.AddHostedService<IdempotencySweeper>();
        return services;
    }
}
