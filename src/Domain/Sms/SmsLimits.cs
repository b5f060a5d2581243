namespace Concierge.Domain.Sms;

/// <summary>Limits of the messages that are accepted. They count in fixed periods, so a limit holds for each period.</summary>
/// <param name="PerRecipient">Maximum number of messages to one number in a period; null for no limit.</param>
/// <param name="RecipientPeriod">Length of that period.</param>
/// <param name="PerDay">Maximum number of messages of one backend in a day (UTC); null for no limit.</param>
public sealed record SmsLimits(int? PerRecipient, TimeSpan RecipientPeriod, int? PerDay)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Gets the limits that a message counts against, in the order in which they must be counted.</summary>
    /// <param name="phoneIndex">See <see cref="SealedSms.PhoneIndex"/>.</param>
    /// <param name="backend">Name of the backend.</param>
    /// <param name="now">The time.</param>
    public IReadOnlyList<SmsQuota> QuotasOf(byte[] phoneIndex, string backend, DateTimeOffset now)
    {
        List<SmsQuota> quotas = [];
        if (PerRecipient is { } perRecipient)
        {
            var end = EndOf(RecipientPeriod, now);
            quotas.Add(new(
                $"number:{Convert.ToHexStringLower(phoneIndex)}", end, perRecipient,
                SmsErrors.RecipientLimitReached.RetriedAfter(end - now)));
        }

        if (PerDay is { } perDay)
        {
            var end = EndOf(Day, now);
            quotas.Add(new($"backend:{backend}", end, perDay, SmsErrors.QuotaUsedUp.RetriedAfter(end - now)));
        }

        return quotas;
    }

    private static DateTimeOffset EndOf(TimeSpan period, DateTimeOffset now) =>
        new((now.UtcTicks / period.Ticks + 1) * period.Ticks, TimeSpan.Zero);
}
