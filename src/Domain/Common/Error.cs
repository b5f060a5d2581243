namespace Concierge.Domain.Common;

/// <summary>What sort of refusal an <see cref="Error"/> is; one table in the API maps each to an HTTP status.</summary>
public enum ErrorKind
{
    /// <summary>Input of the wrong shape: missing, too long, out of range.</summary>
    Validation,

    /// <summary>Well-formed input that a named rule refuses.</summary>
    Invalid,

    /// <summary>Nothing proves who the caller is.</summary>
    Unauthorized,

    /// <summary>The caller is known and may not do this.</summary>
    Forbidden,

    /// <summary>There is no such thing, or the caller may not know that there is.</summary>
    NotFound,

    /// <summary>The present state of the data does not allow it.</summary>
    Conflict,

    /// <summary>The caller's copy of the resource is out of date.</summary>
    PreconditionFailed,

    /// <summary>Nothing is wrong with the request; what carries it out cannot be reached at the moment.</summary>
    Unavailable,
}

/// <summary>A refusal that a client can cause. It is a value: named, compared and tested; exceptions are for bugs and broken machinery.</summary>
/// <param name="Code">Stable, snake_case; clients branch on it, so it never changes.</param>
/// <param name="Message">One sentence for people; may change.</param>
/// <param name="Kind">What sort of refusal it is.</param>
public sealed record Error(string Code, string Message, ErrorKind Kind)
{
    /// <summary>JSON Pointer (RFC 6901) to the member, or <c>/</c> and the name of the parameter, that the error speaks of.</summary>
    public string? Pointer { get; private init; }

    /// <summary>What there is to tell of this one refusal; null for most.</summary>
    public IRefusalDetails? Details { get; private init; }

    /// <summary>The same error, said of one member of the request.</summary>
    public Error At(string pointer) => this with { Pointer = pointer };

    /// <summary>The same error, with what there is to tell of this one refusal.</summary>
    public Error WithDetails(IRefusalDetails details) => this with { Details = details };
}

/// <summary>Facts of one refusal, beyond its error, that a client can act on.</summary>
public interface IRefusalDetails
{
    /// <summary>The facts in one sentence, for people.</summary>
    string Description { get; }
}
