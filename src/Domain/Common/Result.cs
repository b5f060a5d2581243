namespace Concierge.Domain.Common;

/// <summary>An outcome that shared mechanism (validation) can refuse without knowing what it would have held.</summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
public interface IFailable<TSelf> where TSelf : IFailable<TSelf>
{
    /// <summary>Empty on success.</summary>
    IReadOnlyList<Error> Errors { get; }

    /// <summary>The failed outcome. <paramref name="errors"/> is not empty.</summary>
    static abstract TSelf Fail(IReadOnlyList<Error> errors);
}

/// <summary>Success, or the errors that prevented it.</summary>
public sealed class Result : IFailable<Result>
{
    private Result(IReadOnlyList<Error> errors) => Errors = errors;

    /// <summary>The one successful outcome.</summary>
    public static Result Success { get; } = new([]);

    /// <inheritdoc />
    public IReadOnlyList<Error> Errors { get; }

    /// <summary>Whether nothing was refused.</summary>
    public bool IsSuccess => Errors.Count == 0;

    /// <summary>The same refusal where a value was hoped for.</summary>
    public Result<T> ToFailure<T>() where T : notnull => Result<T>.Fail(Errors);

    /// <inheritdoc />
    public static Result Fail(IReadOnlyList<Error> errors) => new(errors);

    public static implicit operator Result(Error error) => new([error]);
}

/// <summary>A value, or the errors that prevented it.</summary>
/// <typeparam name="T">What success holds.</typeparam>
public sealed class Result<T> : IFailable<Result<T>> where T : notnull
{
    private readonly T? value;

    private Result(T? value, IReadOnlyList<Error> errors) => (this.value, Errors) = (value, errors);

    /// <inheritdoc />
    public IReadOnlyList<Error> Errors { get; }

    /// <inheritdoc cref="Result.IsSuccess" />
    public bool IsSuccess => Errors.Count == 0;

    /// <summary>What success holds; asking a failure for it is a bug.</summary>
    public T Value => IsSuccess ? value! : throw new InvalidOperationException($"No value: {Errors[0].Code}.");

    /// <summary>The same refusal where another value was hoped for.</summary>
    public Result<TOther> ToFailure<TOther>() where TOther : notnull => Result<TOther>.Fail(Errors);

    /// <inheritdoc />
    public static Result<T> Fail(IReadOnlyList<Error> errors) => new(default, errors);

    public static implicit operator Result<T>(T value) => new(value, []);

    public static implicit operator Result<T>(Error error) => new(default, [error]);
}
