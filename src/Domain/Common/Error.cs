namespace Concierge.Domain.Common;

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

    /// <summary>Index of the operation of a batch that caused the error, from 0; null outside a batch.</summary>
    public int? Operation { get; private init; }

    /// <summary>Time after which a retry makes sense; null if none is known.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>Returns a copy that says when a retry makes sense.</summary>
    public Error RetriedAfter(TimeSpan time) => this with { RetryAfter = time };

    /// <summary>Returns a copy that names the operation of a batch.</summary>
    public Error InOperation(int index) => this with { Operation = index };

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
