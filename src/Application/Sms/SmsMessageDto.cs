using System.Text.Json.Serialization;
using Concierge.Application.Paging;
using Concierge.Application.Preconditions;
using Concierge.Domain.Sms;

namespace Concierge.Application.Sms;

/// <summary>An SMS message.</summary>
public sealed record SmsMessageDto
{
    public required Guid MessageId { get; init; }

    /// <summary>In E.164 format. Empty if it was removed.</summary>
    public required string RecipientPhone { get; init; }

    /// <summary>The text. Empty if it was removed.</summary>
    public required string MessageBody { get; init; }

    /// <summary>Time of acceptance.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    public required SmsStatus Status { get; init; }

    /// <summary>Whether the status is terminal: the service does nothing more for the message.</summary>
    public required bool IsFinal { get; init; }

    /// <summary>Number of parts.</summary>
    public required int Segments { get; init; }

    /// <summary>Number of attempts to submit it to the gateway.</summary>
    public required int Attempts { get; init; }

    /// <summary>Why it was not delivered; null if there is no failure.</summary>
    public required SmsErrorDto? Error { get; init; }

    /// <summary>Id of the message at the provider; null if the gateway named none.</summary>
    public required string? ProviderMessageId { get; init; }

    /// <summary>Requested time to send; null for at once.</summary>
    public required DateTimeOffset? SendAt { get; init; }

    /// <summary>Expiry: the message is not submitted after this instant.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Pairs for the backend's own use.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>When number and text were removed; null if they were not.</summary>
    public required DateTimeOffset? RedactedAt { get; init; }

    /// <summary>All statuses so far, oldest first.</summary>
    public required IReadOnlyList<SmsStatusChangeDto> StatusHistory { get; init; }

    /// <summary>State from which the ETag is computed.</summary>
    [JsonIgnore]
    public Revision Revision { get; init; }

    /// <summary>
    /// Estimates the size of a message in a response, in bytes. Twice the encrypted text, because escaped characters are longer in JSON.
    /// </summary>
    internal static int SizeOf(SmsMessage message) =>
        JsonSize.Frame + 2 * message.Content.Body.Length + 60 * message.History.Count;

    internal static SmsMessageDto Of(SmsMessage message, PhoneNumber phone, SmsText text) =>
        Of(message, phone.Value, text.Value, message.Failure);

    /// <summary>
    /// Creates the DTO. A message that cannot be decrypted has no number and text, so it does not hide its neighbours in a list.
    /// </summary>
    internal static SmsMessageDto Of(SmsMessage message, ISmsCipher cipher) =>
        message.RedactedAt is not null ? Of(message, "", "", message.Failure)
        : cipher.Open(message.Id, message.Content) is var (phone, text)
            ? Of(message, phone, text)
            : Of(message, "", "", SmsFailure.Unreadable);

    private static SmsMessageDto Of(SmsMessage message, string phone, string text, SmsFailure? failure) => new()
    {
        MessageId = message.Id.Value,
        RecipientPhone = phone,
        MessageBody = text,
        Timestamp = message.Id.Time,
        Status = message.Status,
        IsFinal = message.Status.IsFinal(),
        Segments = message.Segments,
        Attempts = message.Attempts,
        Error = failure is null ? null : new(failure.Code, failure.Detail, failure.ProviderCode),
        ProviderMessageId = message.ProviderReference,
        SendAt = message.SendAt,
        ExpiresAt = message.ExpiresAt,
        Metadata = message.Metadata,
        RedactedAt = message.RedactedAt,
        StatusHistory = [.. message.History.Select(change => new SmsStatusChangeDto(change.Status, change.At))],
        Revision = new(message.Id.ToString(), message.Version),
    };
}
