namespace Concierge.Domain.Sms;

/// <summary>The outcome of one attempt to submit a message to the gateway.</summary>
public abstract record SendOutcome
{
    private SendOutcome()
    {
    }

    /// <summary>The gateway accepted the message.</summary>
    public sealed record Accepted : SendOutcome;

    /// <summary>The gateway will never accept the message.</summary>
    /// <param name="Reason">The reason, without number or text.</param>
    public sealed record Refused(string Reason) : SendOutcome;

    /// <summary>The gateway certainly does not have the message and may accept it later.</summary>
    /// <param name="Reason">The reason, without number or text.</param>
    /// <param name="RetryAfter">Delay that the gateway asks for; null if it names none.</param>
    public sealed record Retryable(string Reason, TimeSpan? RetryAfter = null) : SendOutcome;

    /// <summary>The gateway may have the message.</summary>
    /// <param name="Reason">The reason, without number or text.</param>
    public sealed record Uncertain(string Reason) : SendOutcome;
}
