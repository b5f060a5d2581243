using System.Text.Json;
using System.Text.Json.Serialization;
using Concierge.Domain.Sms;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Concierge.Infrastructure.Sms;

internal sealed class SmsMessageConfiguration : IEntityTypeConfiguration<SmsMessage>, IEntityTypeConfiguration<SmsKeyRecord>
{
    /// <summary>Sequence that <see cref="SmsMessage.QueuePosition"/> is drawn from.</summary>
    private const string Queue = "sms_queue";

    /// <summary>Messages that have a place in the queue. The dispatcher's statement repeats this condition of its indexes.</summary>
    private const string IsInQueue = "due_at IS NOT NULL AND queue_position > 0 AND status IN ('scheduled', 'queued', 'sending')";

    private static readonly JsonSerializerOptions Json = new() { Converters = { new StatusConverter() } };

    public static string Write(SmsStatus status) => status.ToString().ToLowerInvariant();

    public static string Write(IReadOnlyList<StatusChange> history) => JsonSerializer.Serialize(history, Json);

    public static string? Write(SmsFailure? failure) => failure is null ? null : JsonSerializer.Serialize(failure, Json);

    public void Configure(EntityTypeBuilder<SmsMessage> builder)
    {
        builder.ToTable("sms_messages");
        builder.Ignore(message => message.Content);
        builder.Property(message => message.Version).IsConcurrencyToken();
        builder.Property(message => message.HasOpenAttempt).HasColumnName("is_handing_over");
        builder.Property(message => message.Status).HasConversion(status => Write(status), text => ReadStatus(text));
        builder.Property(message => message.History).HasColumnType("json").HasConversion(
            history => Write(history), json => JsonSerializer.Deserialize<List<StatusChange>>(json, Json)!);
        builder.Property(message => message.Failure).HasColumnType("json").HasConversion(
            failure => Write(failure), json => JsonSerializer.Deserialize<SmsFailure>(json!, Json));
        builder.Metadata.Model.AddSequence(Queue);
        builder.Property(message => message.QueuePosition).IsRequired().HasDefaultValueSql($"nextval('{Queue}')");
        builder.Property(message => message.Backend).UseCollation("C").HasDefaultValue("");

        builder.Property(message => message.Metadata).IsJsonPairs().HasDefaultValueSql("'{}'");

        // Keeps a replica with a retired key from writing what no other replica can read.
        builder.HasOne<SmsKeyRecord>().WithMany().HasForeignKey(message => message.SealedWith).OnDelete(DeleteBehavior.Restrict)
            .HasConstraintName("fk_sms_messages_sms_keys_sealed_with");

        // For the gauges of the queue.
        builder.HasIndex(message => new { message.DueAt, message.Id }).HasFilter("due_at IS NOT NULL");

        // For the dispatcher: scheduled messages that enter the queue next, and the order of messages to one number. The third one,
        // ix_sms_messages_queue by key, backend and time, has an expression and is therefore only in the migration SmsQueue.
        builder.HasIndex(message => new { message.DueAt, message.Id }, "ix_sms_messages_scheduled")
            .HasFilter("due_at IS NOT NULL AND queue_position = 0").HasDatabaseName("ix_sms_messages_scheduled");
        builder.HasIndex(message => new { message.PhoneIndex, message.QueuePosition }).HasFilter(IsInQueue);

        // For overdue reports. Messages that the release before this one sent have no time yet.
        builder.HasIndex(message => message.ReportDueAt).HasFilter("status = 'sent'");

        // For the retention.
        builder.HasIndex(message => message.Id).HasFilter("redacted_at IS NULL").HasDatabaseName("ix_sms_messages_not_redacted");

        // For the lists by status and by number.
        builder.HasIndex(message => new { message.Status, message.Id });
        builder.HasIndex(message => new { message.PhoneIndex, message.Id });
    }

    public void Configure(EntityTypeBuilder<SmsKeyRecord> builder) => builder.ToTable("sms_keys");

    /// <summary>Reads a status. One that only a later release knows is read as unknown, so that it does not hide its row.</summary>
    private static SmsStatus ReadStatus(string? text) =>
        Enum.TryParse<SmsStatus>(text, ignoreCase: true, out var status) && Enum.IsDefined(status) ? status : SmsStatus.Unknown;

    private sealed class StatusConverter : JsonConverter<SmsStatus>
    {
        public override SmsStatus Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            ReadStatus(reader.GetString());

        public override void Write(Utf8JsonWriter writer, SmsStatus value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
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
