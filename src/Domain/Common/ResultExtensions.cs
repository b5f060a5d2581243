namespace Concierge.Domain.Common;

/// <summary>Chains steps that run only while there is no error.</summary>
public static class ResultExtensions
{
    /// <summary>Runs <paramref name="next"/> on success. Returns the errors unchanged on failure.</summary>
    public static Result Then(this Result result, Func<Result> next) => result.IsSuccess ? next() : result;

    /// <inheritdoc cref="Then" />
    public static Task<Result> ThenAsync(this Result result, Func<Task<Result>> next) =>
        result.IsSuccess ? next() : Task.FromResult(result);

    /// <inheritdoc cref="Then" />
    public static Result Then<T>(this Result<T> result, Func<T, Result> next) where T : notnull =>
        result.IsSuccess ? next(result.Value) : Result.Fail(result.Errors);

    /// <inheritdoc cref="Then" />
    public static Result<TNext> Then<T, TNext>(this Result<T> result, Func<T, Result<TNext>> next)
        where T : notnull where TNext : notnull =>
        result.IsSuccess ? next(result.Value) : result.ToFailure<TNext>();

    /// <summary>Creates a value on success. Returns the errors unchanged on failure.</summary>
    public static Result<T> Map<T>(this Result result, Func<T> value) where T : notnull =>
        result.IsSuccess ? value() : result.ToFailure<T>();
}
