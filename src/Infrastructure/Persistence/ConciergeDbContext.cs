using System.Text.RegularExpressions;
using Concierge.Domain.Access;
using Concierge.Domain.Messages;
using Concierge.Domain.Orders;
using Concierge.Domain.Sms;
using Concierge.Domain.Users;
using Concierge.Infrastructure.Idempotency;
using Concierge.Infrastructure.Orders;
using Microsoft.EntityFrameworkCore;

namespace Concierge.Infrastructure.Persistence;

/// <summary>The schema. Public for the migration tools alone.</summary>
public sealed partial class ConciergeDbContext(DbContextOptions<ConciergeDbContext> options) : DbContext(options)
{
    internal DbSet<User> Users => Set<User>();

    internal DbSet<Message> Messages => Set<Message>();

    internal DbSet<Conversation> Conversations => Set<Conversation>();

    internal DbSet<Service> Services => Set<Service>();

    internal DbSet<Order> Orders => Set<Order>();

    internal DbSet<SlotWindow> SlotWindows => Set<SlotWindow>();

    internal DbSet<SmsMessage> SmsMessages => Set<SmsMessage>();

    internal DbSet<ServiceKey> ServiceKeys => Set<ServiceKey>();

    internal DbSet<IdempotencyRecord> IdempotencyRecords => Set<IdempotencyRecord>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<UserId>().HaveConversion<UserIdConverter>().UseCollation("C");
        configurationBuilder.Properties<ServiceId>().HaveConversion<ServiceIdConverter>().UseCollation("C");
        configurationBuilder.Properties<OrderId>().HaveConversion<OrderIdConverter>().UseCollation("C");
        configurationBuilder.Properties<SmsMessageId>().HaveConversion<SmsMessageIdConverter>();
        configurationBuilder.Properties<ServiceKeyId>().HaveConversion<ServiceKeyIdConverter>();
        configurationBuilder.Properties<MessageId>().HaveConversion<MessageIdConverter>();
        configurationBuilder.Properties<ConversationId>().HaveConversion<ConversationIdConverter>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasPostgresExtension("pg_trgm").HasPostgresExtension("btree_gist");
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(ConciergeDbContext).Assembly);

        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            entity.SetTableName(SnakeCase(entity.GetTableName()!));
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(SnakeCase(property.Name));
            }

            foreach (var key in entity.GetKeys())
            {
                key.SetName(SnakeCase(key.GetName()!));
            }

            foreach (var index in entity.GetIndexes())
            {
                index.SetDatabaseName(SnakeCase(index.GetDatabaseName()!));
            }

            foreach (var foreignKey in entity.GetForeignKeys())
            {
                foreignKey.SetConstraintName(SnakeCase(foreignKey.GetConstraintName()!));
            }
        }
    }

    private static string SnakeCase(string name) => WordStart().Replace(name, "_").ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")]
    private static partial Regex WordStart();
}
