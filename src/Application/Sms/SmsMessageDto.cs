using System.Text.Json.Serialization;
using Concierge.Domain.Sms;

namespace Concierge.Application.Sms;

/// <summary>An SMS message, as callers see it.</summary>
public sealed record SmsMessageDto
{
    public required Guid MessageId { get; init; }

    /// <summary>In the form of E.164.</summary>
    public required string RecipientPhone { get; init; }

    public required string MessageBody { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    public required SmsStatus Status { get; init; }

    /// <summary>Whether it has come to its end, so that nothing more is done for it.</summary>
    public required bool IsFinal { get; init; }

    /// <summary>In how many parts it is sent.</summary>
    public required int Segments { get; init; }

    /// <summary>How often its hand-over to the gateway was begun.</summary>
    public required int Attempts { get; init; }

    /// <summary>Why it did not get on; null where it did.</summary>
    public required SmsErrorDto? Error { get; init; }

    /// <summary>When it is to be sent; null for at once.</summary>
    public required DateTimeOffset? SendAt { get; init; }

    /// <summary>Every status that it has had, the first one first.</summary>
    public required IReadOnlyList<SmsStatusChangeDto> StatusHistory { get; init; }

    /// <summary>What the ETag is made of.</summary>
    [JsonIgnore]
    public int Version { get; init; }

    internal static SmsMessageDto Of(SmsMessage message, PhoneNumber phone, SmsText text) => Of(message, phone.Value, text.Value, message.Failure);

    /// <summary>Creates the DTO. A message that cannot be decrypted has no number and text, so it does not hide its neighbours in a list.</summary>
    internal static SmsMessageDto Of(SmsMessage message, ISmsCipher cipher) =>
        cipher.Open(message.Id, message.Content) is var (phone, text) ? Of(message, phone, text) : Of(message, "", "", SmsFailure.Unreadable);

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
        Error = failure is null ? null : new(failure.Code, failure.Detail),
        SendAt = message.SendAt,
        StatusHistory = [.. message.History.Select(change => new SmsStatusChangeDto(change.Status, change.At))],
        Version = message.Version,
    };
}

/// <summary>Why a message did not get on.</summary>
/// <param name="Code">For programs; never changes.</param>
/// <param name="Detail">For people.</param>
public sealed record SmsErrorDto(string Code, string Detail);

/// <summary>A status, and since when.</summary>
public sealed record SmsStatusChangeDto(SmsStatus Status, DateTimeOffset At);
