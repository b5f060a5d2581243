namespace Concierge.Domain.Common;

/// <summary>Category of an <see cref="Error"/>. The API maps each category to one HTTP status.</summary>
public enum ErrorKind
{
    /// <summary>Malformed input: a value is missing, too long or out of range.</summary>
    Validation,

    /// <summary>Well-formed input that breaks a business rule.</summary>
    Invalid,

    /// <summary>The caller is not authenticated.</summary>
    Unauthorized,

    /// <summary>The caller is authenticated but lacks permission.</summary>
    Forbidden,

    /// <summary>The resource does not exist, or the caller may not know that it exists.</summary>
    NotFound,

    /// <summary>The request conflicts with the current state of the data.</summary>
    Conflict,

    /// <summary>What the caller asks for existed and is no longer kept.</summary>
    Gone,

    /// <summary>The caller's copy of the resource is out of date.</summary>
    PreconditionFailed,

    /// <summary>The caller has reached a limit; the request can succeed later.</summary>
    LimitReached,

    /// <summary>The request is valid, but a component that it needs is temporarily unavailable.</summary>
    Unavailable,
}
