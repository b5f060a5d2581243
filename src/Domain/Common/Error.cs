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

    /// <summary>The caller's copy of the resource is out of date.</summary>
    PreconditionFailed,

    /// <summary>The request is valid, but a component that it needs is temporarily unavailable.</summary>
    Unavailable,
}

/// <summary>An error that a client can cause. Bugs and infrastructure failures are exceptions instead.</summary>
/// <param name="Code">Stable code in snake_case. Clients branch on it, so it never changes.</param>
/// <param name="Message">One sentence for people; may change.</param>
/// <param name="Kind">Category of the error.</param>
public sealed record Error(string Code, string Message, ErrorKind Kind)
{
    /// <summary>Location of the error: a JSON Pointer (RFC 6901) to a member, or <c>/</c> and the name of a parameter.</summary>
    public string? Pointer { get; private init; }

    /// <summary>Facts about this occurrence; null for most errors.</summary>
    public IRefusalDetails? Details { get; private init; }

    /// <summary>Returns a copy that points to <paramref name="pointer"/>.</summary>
    public Error At(string pointer) => this with { Pointer = pointer };

    /// <summary>Returns a copy that carries <paramref name="details"/>.</summary>
    public Error WithDetails(IRefusalDetails details) => this with { Details = details };
}

/// <summary>Facts about one occurrence of an error that a client can act on.</summary>
public interface IRefusalDetails
{
    /// <summary>The facts in one sentence, for people.</summary>
    string Description { get; }
}
