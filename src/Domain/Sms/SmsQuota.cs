using Concierge.Domain.Common;

namespace Concierge.Domain.Sms;

/// <summary>A limit that a message counts against.</summary>
/// <param name="Key">What is counted: the messages of a backend, or to a number, by its blind index.</param>
/// <param name="EndsAt">End of the period.</param>
/// <param name="Most">Maximum number of messages in the period.</param>
/// <param name="Refusal">The error if there are as many already.</param>
public sealed record SmsQuota(string Key, DateTimeOffset EndsAt, int Most, Error Refusal);
