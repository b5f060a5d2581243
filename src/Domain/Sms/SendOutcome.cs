namespace Concierge.Domain.Sms;

/// <summary>The outcome of one attempt to submit a message to the gateway.</summary>
public abstract record SendOutcome
{
    private SendOutcome()
    {
    }

    /// <summary>The gateway accepted the message.</summary>
    /// <param name="Reference">Id of the message at the provider; null if the gateway named none.</param>
    public sealed record Accepted(string? Reference = null) : SendOutcome;

    /// <summary>The gateway will never accept the message.</summary>
    /// <param name="Reason">The reason, without number or text.</param>
    /// <param name="ProviderCode">The provider's own code of the error; null if it named none.</param>
    public sealed record Refused(string Reason, string? ProviderCode = null) : SendOutcome;

    /// <summary>The gateway certainly does not have the message and may accept it later.</summary>
    /// <param name="Reason">The reason, without number or text.</param>
    /// <param name="RetryAfter">Delay that the gateway asks for; null if it names none.</param>
    public sealed record Retryable(string Reason, TimeSpan? RetryAfter = null) : SendOutcome;

    /// <summary>The gateway may have the message.</summary>
    /// <param name="Reason">The reason, without number or text.</param>
    public sealed record Uncertain(string Reason) : SendOutcome;
}
