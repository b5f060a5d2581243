using Concierge.Application.Access;
using Concierge.Application.Audit;
using Concierge.Application.Conversations;
using Concierge.Application.Events;
using Concierge.Application.Messages;
using Concierge.Application.Orders;
using Concierge.Application.Pipeline;
using Concierge.Application.Services;
using Concierge.Application.Sms;
using Concierge.Application.Users;
using Concierge.Application.Webhooks;
using Concierge.Domain.Access;
using Concierge.Domain.Conversations;
using Concierge.Domain.Messages;
using Concierge.Domain.Orders;
using Concierge.Domain.Services;
using Concierge.Domain.Sms;
using Concierge.Domain.Users;
using Concierge.Domain.Webhooks;
using Concierge.Infrastructure.Access;
using Concierge.Infrastructure.Audit;
using Concierge.Infrastructure.Conversations;
using Concierge.Infrastructure.Encryption;
using Concierge.Infrastructure.Events;
using Concierge.Infrastructure.Idempotency;
using Concierge.Infrastructure.Messages;
using Concierge.Infrastructure.Orders;
using Concierge.Infrastructure.Persistence;
using Concierge.Infrastructure.Postgres;
using Concierge.Infrastructure.Services;
using Concierge.Infrastructure.Sms;
using Concierge.Infrastructure.Sms.Gateways;
using Concierge.Infrastructure.Startup;
using Concierge.Infrastructure.Users;
using Concierge.Infrastructure.Webhooks;
using Concierge.Infrastructure.Webhooks.Delivery;
using Concierge.Infrastructure.Webhooks.Network;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Concierge.Infrastructure;

public static class DependencyInjection
{
    private static readonly string[] Gateways = [SandboxGateway.GatewayName, KannelGateway.GatewayName, TwilioGateway.GatewayName];

    /// <summary>Registers the database and everything that is stored in it, the gateways, and the background work.</summary>
    public static IServiceCollection AddInfrastructure(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(new DatabaseClock(TimeProvider.System));
        services.AddSingleton<TimeProvider>(provider => provider.GetRequiredService<DatabaseClock>());
        services.AddDatabase(configuration);
        services.AddEncryption(configuration);
        services.AddAccess();
        services.AddAudit(configuration);
        services.AddEvents(configuration);
        services.AddUsers(configuration);
        services.AddMessages();
        services.AddOrders(configuration);
        services.AddSms(configuration);
        services.AddWebhooks(configuration);
        return services;
    }

    private static void AddDatabase(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DatabaseOptions>()
            .Bind(configuration.GetSection(DatabaseOptions.Section))
            .Validate(options => !string.IsNullOrWhiteSpace(options.DataDirectory), "Database:DataDirectory must not be empty.")
            .ValidateOnStart();
        services.AddSingleton<Database>();
        services.AddSingleton<IDatabase>(provider => provider.GetRequiredService<Database>());
        services.AddDbContextPool<ConciergeDbContext>((provider, options) => options
            .UseNpgsql(provider.GetRequiredService<Database>().DataSource)
            .UseSchemaNames()
            .AddInterceptors(
                new DiscardFailedCommandInterceptor(),
                provider.GetRequiredService<SmsWakeUp>(),
                provider.GetRequiredService<EventWakeUp>()));
        services.AddScoped<IUnitOfWork, UnitOfWork>();
        services.AddScoped<IIdempotencyStore, IdempotencyStore>();
        services.AddSingleton(new ExpiredRows("DELETE FROM idempotency_records WHERE expires_at <= $1"));
        services.AddHostedService<ExpiredRowsSweeper>();
        services.AddSingleton<DatabaseClockSync>();
        services.AddHostedService(provider => provider.GetRequiredService<DatabaseClockSync>());
    }

    private static void AddEncryption(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<EncryptionOptions>()
            .Bind(configuration.GetSection(EncryptionOptions.Section))
            .Configure(options => configuration.GetSection(EncryptionOptions.FormerSmsSection).Bind(options.FormerSms));
        services.AddSingleton<KeyRing>();
        services.AddTokenKeys();
    }

    private static void AddAccess(this IServiceCollection services)
    {
        services.AddScoped<IServiceKeyRepository, ServiceKeyRepository>();
        services.AddScoped<IServiceKeyReader, ServiceKeyReader>();
        services.AddSingleton<IServiceKeyRing, ServiceKeyRing>();
        services.AddSingleton<ServiceKeyUses>();
        services.AddHostedService(provider => provider.GetRequiredService<ServiceKeyUses>());
        services.AddHostedService<ServiceKeyExpiry>();
        services.AddScoped<IUserTokenRepository, UserTokenRepository>();
        services.AddScoped<IUserTokenReader, UserTokenReader>();
        services.AddScoped<ICredentialReader, CredentialReader>();
        services.AddSingleton(new ExpiredRows("DELETE FROM user_tokens WHERE expires_at <= $1"));
    }

    private static void AddAudit(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AuditOptions>()
            .Bind(configuration.GetSection(AuditOptions.Section))
            .Validate(options => options.Retention > TimeSpan.Zero, "Audit:Retention must be greater than 0.")
            .ValidateOnStart();
        services.AddScoped<IAuditTrail, AuditTrail>();
        services.AddScoped<IAuditReader, AuditReader>();
        services.AddSingleton(provider => new ExpiredRows(
            "DELETE FROM audit_records WHERE at <= $1", provider.GetRequiredService<IOptions<AuditOptions>>().Value.Retention));
    }

    private static void AddEvents(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<EventsOptions>()
            .Bind(configuration.GetSection(EventsOptions.Section))
            .Validate(
                options => new[] { options.Retention, options.PollInterval }.All(time => time.Value > TimeSpan.Zero),
                "Events:Retention and Events:PollInterval must be greater than 0.")
            .Validate(options => options.RingSize > 0, "Events:RingSize must be greater than 0.")
            .ValidateOnStart();
        services.AddSingleton<EventWakeUp>();
        services.AddSingleton<EventFeed>();
        services.AddSingleton<IEventFeed>(provider => provider.GetRequiredService<EventFeed>());
        services.AddHostedService<EventSequencer>();
        services.AddHostedService<EventListener>();
        services.AddHostedService<EventRetention>();
        services.AddHostedService<EventGauges>();
    }

    private static void AddUsers(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<UsersOptions>().Bind(configuration.GetSection(UsersOptions.Section));
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<UsersOptions>>().Value.ToSettings());
        services.AddScoped<IUserRepository, UserRepository>();
        services.AddScoped<IUserReader, UserReader>();
        services.AddSingleton(new ConstraintError("pk_users", UserErrors.Exists));
    }

    private static void AddMessages(this IServiceCollection services)
    {
        services.AddScoped<IMessageRepository, MessageRepository>();
        services.AddScoped<IMessageReader, MessageReader>();
        services.AddScoped<IConversationRepository, ConversationRepository>();
        services.AddScoped<IConversationReader, ConversationReader>();
        services.AddScoped<IContactReader, ContactReader>();
    }

    private static void AddOrders(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<OrdersOptions>()
            .Bind(configuration.GetSection(OrdersOptions.Section))
            .Validate(
                options => OrderWindow.IsValid(options.Window),
                "Orders:Window must be a time span of at most 365 days in whole milliseconds.")
            .Validate(
                options => options.LeadTime is not { } lead || (lead.Value >= TimeSpan.Zero && lead.Value <= OrderWindow.MaxLength),
                "Orders:LeadTime must be a time span from 0 to 365 days.")
            .Validate(options => options.IsScopeValid, "Orders:WindowScope must be Service or All.")
            .ValidateOnStart();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<OrdersOptions>>().Value.ToWindow());
        services.AddSingleton(provider => new LeadTime(provider.GetRequiredService<IOptions<OrdersOptions>>().Value.LeadTime?.Value));
        services.AddScoped<IServiceRepository, ServiceRepository>();
        services.AddScoped<IServiceReader, ServiceReader>();
        services.AddScoped<IOrderRepository, OrderRepository>();
        services.AddScoped<IOrderReader, OrderReader>();
        services.AddScoped<ITakenTimes, TakenTimes>();
        services.AddScoped<IOrderSlots, OrderSlots>();
        services.AddSingleton(new ConstraintError("pk_services", ServiceErrors.Exists));
        services.AddSingleton(new ConstraintError("fk_service_uses_services_service_id", ServiceErrors.InUse));
    }

    private static void AddSms(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSmsOptions(configuration);
        services.AddScoped<ISmsRepository, SmsRepository>();
        services.AddScoped<ISmsReader, SmsReader>();
        services.AddScoped<ISmsUsageRepository, SmsUsageRepository>();
        services.AddSingleton(new ExpiredRows("DELETE FROM sms_usage WHERE ends_at <= $1"));
        services.AddScoped<ISmsKeys, SmsKeys>();
        services.AddSingleton<ISmsCipher, SmsCipher>();
        services.AddSingleton<IPhonePlan, PhonePlan>();
        services.AddSingleton<ReportTokens>();
        services.AddSingleton<SmsWakeUp>();
        services.AddSmsGateway(configuration);
        services.AddHostedService<SmsDispatcher>();
        services.AddHostedService<SmsUpkeep>();
        services.AddHostedService<SmsQueueGauges>();
    }

    private static void AddWebhooks(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<WebhookOptions>()
            .Bind(configuration.GetSection(WebhookOptions.Section))
            .Validate(
                options => options.AreNetworksValid,
                "Webhooks:AllowedNetworks must be networks in CIDR notation, such as 10.0.0.0/8.")
            .Validate(
                options => new[] { options.PollInterval, options.Retention }.All(time => time.Value > TimeSpan.Zero),
                "Webhooks:PollInterval and Webhooks:Retention must be greater than 0.")
            .ValidateOnStart();
        services.AddScoped<IWebhookEndpointRepository, WebhookEndpointRepository>();
        services.AddScoped<IWebhookReader, WebhookReader>();
        services.AddScoped<IWebhookDeliveries, WebhookDeliveries>();
        services.AddSingleton<WebhookSecretCipher>();
        services.AddSingleton<IWebhookSecretCipher>(provider => provider.GetRequiredService<WebhookSecretCipher>());
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<WebhookOptions>>().Value.ToAddresses(
            provider.GetRequiredService<IHostEnvironment>().IsDevelopment()));
        services.AddSingleton<IWebhookUrlPolicy, WebhookUrlPolicy>();
        services.AddSingleton(provider => new GuardedConnector(provider.GetRequiredService<OutboundAddresses>()));
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<WebhookMetrics>();
        services.AddSingleton<WebhookStore>();
        services.AddSingleton<WebhookSignal>();
        services.AddSingleton<WebhookPost>();
        services.AddSingleton<IWebhookTester, WebhookTester>();
        services.AddHostedService<WebhookDispatcher>();
        services.AddHostedService<WebhookRetention>();
        services.AddHostedService<WebhookGauges>();
        services.AddStopTime(_ => WebhookSender.Timeout);
    }

    /// <summary>Registers the start-up sequence. The order of this list is the order of the steps.</summary>
    /// <typeparam name="TFirst">The step that runs before the database starts.</typeparam>
    /// <typeparam name="TLast">The step that runs when everything else is ready.</typeparam>
    public static IServiceCollection AddStartupSequence<TFirst, TLast>(this IServiceCollection services)
        where TFirst : class, IStartupStep
        where TLast : class, IStartupStep => services
            .AddSingleton<IStartupStep, TFirst>()
            .AddSingleton<IStartupStep, DatabaseStartup>()
            .AddSingleton<IStartupStep>(provider => provider.GetRequiredService<DatabaseClockSync>())
            .AddSingleton<IStartupStep, OrderSlotsStartup>()
            .AddSingleton<IStartupStep, SmsKeysStartup>()
            .AddSingleton<IStartupStep, TokenKeysStartup>()
            .AddSingleton<IStartupStep, TLast>()
            .AddSingleton<StartupSequence>()
            .AddHostedService(provider => provider.GetRequiredService<StartupSequence>())
            .AddShutdownTimeout();

    /// <summary>Registers ASP.NET Core's data protection, with its keys in the database.</summary>
    private static void AddTokenKeys(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("concierge");
        services.AddSingleton<TokenKeyRepository>();
        services.AddSingleton<TokenKeyEncryptor>();
        services.AddOptions<KeyManagementOptions>().Configure<TokenKeyRepository, TokenKeyEncryptor>(
            (options, repository, encryptor) => (options.XmlRepository, options.XmlEncryptor) = (repository, encryptor));
    }

    private static void AddSmsOptions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SmsOptions>()
            .Bind(configuration.GetSection(SmsOptions.Section))
            .Validate(options => Gateways.Contains(options.Gateway), $"Sms:Gateway must be one of {string.Join(", ", Gateways)}.")
            .Validate(
                options => PhoneNumber.IsCountryCode(options.DefaultCountryCode), "Sms:DefaultCountryCode must be + and 1 to 3 digits.")
            .Validate(
                options => options.Gateway == SandboxGateway.GatewayName || options.IsPublicUrlSafe,
                "Sms:PublicUrl must be an absolute https URL without user information, or an http URL of this machine. "
                + "Gateways send delivery reports to it.")
            .Validate(
                options => options.Gateway != TwilioGateway.GatewayName || options.Twilio.IsComplete,
                "Sms:Twilio:AccountSid, Sms:Twilio:AuthToken and Sms:Twilio:From must not be empty. "
                + "Without the token, anybody could sign delivery reports.")
            .Validate(
                options => options is { RatePerSecond: > 0, Parallelism: > 0 },
                "Sms:RatePerSecond and Sms:Parallelism must be greater than 0.")
            .Validate(options => options.Kannel.MaxParts > 0, "Sms:Kannel:MaxParts must be greater than 0.")
            .Validate(
                options => options is { RatePerRecipient: null or > 0, DailyQuota: null or > 0 },
                "Sms:RatePerRecipient and Sms:DailyQuota must be greater than 0. Without them, there is no limit.")
            .Validate(
                options => options.RecipientPeriod.Value > TimeSpan.Zero && options.RecipientPeriod.Value <= TimeSpan.FromDays(31),
                "Sms:RecipientPeriod must be greater than 0 and at most 31 days.")
            .Validate(options => options.Retention is not { Value.Ticks: <= 0 }, "Sms:Retention must be greater than 0.")
            .Validate(options => options.OrderPatience.Value >= TimeSpan.Zero, "Sms:OrderPatience must not be negative.")
            .Validate(
                options => new[]
                {
                    options.TimeToLive, options.RetryDelay, options.ReportTimeout, options.Timeout, options.PollInterval,
                }.All(time => time.Value > TimeSpan.Zero),
                "Sms:TimeToLive, Sms:RetryDelay, Sms:ReportTimeout, Sms:Timeout and Sms:PollInterval must be greater than 0.")
            .Validate(
                options => options.Lease.Value >= options.Timeout.Value * 2,
                "Sms:Lease must be at least twice Sms:Timeout, because an attempt must end before its lease.")
            .ValidateOnStart();
        services.AddStopTime(provider => provider.GetRequiredService<IOptions<SmsOptions>>().Value.Timeout);
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<SmsOptions>>().Value.ToSettings());
    }

    private static void AddSmsGateway(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddGatewayClient();
        switch (configuration[$"{SmsOptions.Section}:{nameof(SmsOptions.Gateway)}"])
        {
            case KannelGateway.GatewayName:
                services.AddSingleton<ISmsGateway, KannelGateway>();
                break;
            case TwilioGateway.GatewayName:
                services.AddSingleton<ISmsGateway, TwilioGateway>();
                break;
            default:
                services.AddSingleton<SandboxGateway>();
                services.AddSingleton<ISmsGateway>(provider => provider.GetRequiredService<SandboxGateway>());
                services.AddHostedService(provider => provider.GetRequiredService<SandboxGateway>());
                break;
        }
    }
}
