namespace Concierge.Domain.Sms;

/// <summary>What came of handing a message over to the gateway.</summary>
public abstract record HandOver
{
    private HandOver()
    {
    }

    /// <summary>The gateway has it.</summary>
    public sealed record Accepted : HandOver;

    /// <summary>The gateway will never take it.</summary>
    /// <param name="Reason">Why, without number or text.</param>
    public sealed record Refused(string Reason) : HandOver;

    /// <summary>The gateway certainly does not have it, and may take it later.</summary>
    /// <param name="Reason">Why, without number or text.</param>
    /// <param name="RetryAfter">How long it asks to wait; null where it does not say.</param>
    public sealed record Busy(string Reason, TimeSpan? RetryAfter = null) : HandOver;

    /// <summary>The gateway may have it.</summary>
    /// <param name="Reason">Why nobody knows, without number or text.</param>
    public sealed record Uncertain(string Reason) : HandOver;
}
