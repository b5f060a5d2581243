namespace Concierge.Domain.Common;

/// <summary>A result type that generic code, such as validation, can create in its failed state.</summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
public interface IFailable<TSelf> where TSelf : IFailable<TSelf>
{
    /// <summary>The errors; empty on success.</summary>
    IReadOnlyList<Error> Errors { get; }

    /// <summary>Creates a failed result. <paramref name="errors"/> must not be empty.</summary>
    static abstract TSelf Fail(IReadOnlyList<Error> errors);
}

/// <summary>Success, or the errors that prevented it.</summary>
public sealed class Result : IFailable<Result>
{
    private Result(IReadOnlyList<Error> errors) => Errors = errors;

    /// <summary>The successful result.</summary>
    public static Result Success { get; } = new([]);

    /// <inheritdoc />
    public IReadOnlyList<Error> Errors { get; }

    /// <summary>Whether there are no errors.</summary>
    public bool IsSuccess => Errors.Count == 0;

    /// <summary>Converts a failure to a failed <see cref="Result{T}"/>.</summary>
    public Result<T> ToFailure<T>() where T : notnull => Result<T>.Fail(Errors);

    /// <inheritdoc />
    public static Result Fail(IReadOnlyList<Error> errors) => new(errors);

    public static implicit operator Result(Error error) => new([error]);
}

/// <summary>A value, or the errors that prevented it.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
public sealed class Result<T> : IFailable<Result<T>> where T : notnull
{
    private readonly T? value;

    private Result(T? value, IReadOnlyList<Error> errors) => (this.value, Errors) = (value, errors);

    /// <inheritdoc />
    public IReadOnlyList<Error> Errors { get; }

    /// <inheritdoc cref="Result.IsSuccess" />
    public bool IsSuccess => Errors.Count == 0;

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">The result is a failure.</exception>
    public T Value => IsSuccess ? value! : throw new InvalidOperationException($"No value: {Errors[0].Code}.");

    /// <summary>Converts a failure to a failed result of another type.</summary>
    public Result<TOther> ToFailure<TOther>() where TOther : notnull => Result<TOther>.Fail(Errors);

    /// <inheritdoc />
    public static Result<T> Fail(IReadOnlyList<Error> errors) => new(default, errors);

    public static implicit operator Result<T>(T value) => new(value, []);

    public static implicit operator Result<T>(Error error) => new(default, [error]);
}
