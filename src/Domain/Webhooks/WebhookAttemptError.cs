namespace Concierge.Domain.Webhooks;

/// <summary>Why an attempt failed.</summary>
public enum WebhookAttemptError
{
    /// <summary>The receiver did not connect or answer in time.</summary>
    Timeout,

    /// <summary>The name of the host could not be resolved.</summary>
    DnsFailed,

    /// <summary>The connection was refused, or broke.</summary>
    ConnectFailed,

    /// <summary>The certificate is not valid, or TLS failed otherwise.</summary>
    TlsFailed,

    /// <summary>The host has only private or reserved addresses.</summary>
    AddressNotAllowed,

    /// <summary>The receiver answered with a redirect, which is not followed.</summary>
    Redirect,

    /// <summary>The receiver answered another status than 2xx.</summary>
    HttpStatus,
}
