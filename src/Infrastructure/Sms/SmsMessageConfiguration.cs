using System.Text.Json;
using System.Text.Json.Serialization;
using Concierge.Domain.Sms;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Concierge.Infrastructure.Sms;

internal sealed class SmsMessageConfiguration : IEntityTypeConfiguration<SmsMessage>, IEntityTypeConfiguration<SmsKeyRecord>
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    public void Configure(EntityTypeBuilder<SmsMessage> builder)
    {
        builder.ToTable("sms_messages");
        builder.Ignore(message => message.Content);
        builder.Property(message => message.Version).IsConcurrencyToken();
        builder.Property(message => message.HasOpenAttempt).HasColumnName("is_handing_over");
        builder.Property(message => message.Status)
            .HasConversion(status => status.ToString().ToLowerInvariant(), text => Enum.Parse<SmsStatus>(text, ignoreCase: true));
        builder.Property(message => message.History).HasColumnType("json").HasConversion(
            history => JsonSerializer.Serialize(history, Json), json => JsonSerializer.Deserialize<List<StatusChange>>(json, Json)!);
        builder.Property(message => message.Failure).HasColumnType("json").HasConversion(
            failure => JsonSerializer.Serialize(failure, Json), json => JsonSerializer.Deserialize<SmsFailure>(json, Json));

        // Keeps a replica with a retired key from writing what no other replica can read.
        builder.HasOne<SmsKeyRecord>().WithMany().HasForeignKey(message => message.SealedWith).OnDelete(DeleteBehavior.Restrict)
            .HasConstraintName("fk_sms_messages_sms_keys_sealed_with");

        // For the dispatcher: the messages that are due next.
        builder.HasIndex(message => new { message.DueAt, message.Id }).HasFilter("due_at IS NOT NULL");

        // For the lists by status and by number.
        builder.HasIndex(message => new { message.Status, message.Id });
        builder.HasIndex(message => new { message.PhoneIndex, message.Id });
    }

    public void Configure(EntityTypeBuilder<SmsKeyRecord> builder) => builder.ToTable("sms_keys");
}

/// <summary>A key that messages are, or may be, encrypted with.</summary>
internal sealed class SmsKeyRecord
{
    /// <summary>Id of the key in the settings, or <see cref="IndexId"/>.</summary>
    public string Id { get; init; } = "";

    /// <summary>Identifies the key without revealing it.</summary>
    public byte[] Digest { get; init; } = [];

    /// <summary>Stands for the blind-index key. No key of the settings can have this id.</summary>
    public const string IndexId = "#index";
}
