namespace Concierge.Domain.Webhooks;

/// <summary>Why an attempt was made.</summary>
public enum WebhookTrigger
{
    /// <summary>It was due.</summary>
    Schedule,

    /// <summary>A backend asked for it, by a resend or a replay.</summary>
    Manual,

    /// <summary>A backend tested the endpoint.</summary>
    Test,
}
