using Concierge.Domain.Common;

namespace Concierge.Domain.Tests.Common;

public sealed class ResultTests
{
    private static readonly Error Refusal = new("refused", "It was refused.", ErrorKind.Conflict);

    private static readonly Error Another = new("also_refused", "It was refused again.", ErrorKind.Conflict);

    [Fact]
    public void Success_Always_HasNoErrors()
    {
        Assert.True(Result.Success.IsSuccess);
        Assert.Empty(Result.Success.Errors);
    }

    [Fact]
    public void Result_FromError_IsFailure()
    {
        Result result = Refusal;

        Assert.False(result.IsSuccess);
        Assert.Same(Refusal, Assert.Single(result.Errors));
    }

    [Fact]
    public void Fail_WithSeveralErrors_KeepsOrder()
    {
        Assert.Equal([Refusal, Another], Result.Fail([Refusal, Another]).Errors);
        Assert.Equal([Refusal, Another], Result<int>.Fail([Refusal, Another]).Errors);
    }

    [Fact]
    public void Value_WhenSuccessful_ReturnsValue()
    {
        Result<string> result = "held";

        Assert.True(result.IsSuccess);
        Assert.Empty(result.Errors);
        Assert.Equal("held", result.Value);
    }

    [Fact]
    public void Value_WhenDefault_IsStillSuccess()
    {
        Result<int> result = 0;

        Assert.True(result.IsSuccess);
        Assert.Equal(0, result.Value);
    }

    [Fact]
    public void Value_WhenFailed_ThrowsWithCode()
    {
        Result<string> result = Refusal;

        Assert.False(result.IsSuccess);
        Assert.Same(Refusal, Assert.Single(result.Errors));
        Assert.Contains("refused", Assert.Throws<InvalidOperationException>(() => result.Value).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToFailure_WhenFailed_KeepsErrors() =>
        Assert.Equal([Refusal, Another], Result<string>.Fail([Refusal, Another]).ToFailure<int>().Errors);

    [Fact]
    public void Then_WhenSuccessful_ReturnsNext()
    {
        Result next = Another;

        Assert.Same(next, Result.Success.Then(() => next));
    }

    [Fact]
    public void Then_WhenFailed_SkipsNext()
    {
        Result refused = Refusal;

        Assert.Same(refused, refused.Then(() => throw new InvalidOperationException("A step was taken.")));
    }

    [Fact]
    public void Then_FromValue_ReturnsNext()
    {
        Result<string> held = "held";
        Result next = Another;

        Assert.Same(next, held.Then(value => value == "held" ? next : Result.Success));
        Assert.Same(Result.Success, held.Then(_ => Result.Success));
    }

    [Fact]
    public void Then_FromFailedValue_SkipsNext()
    {
        var refused = Result<string>.Fail([Refusal, Another]);

        Assert.Equal([Refusal, Another], refused.Then(Result (_) => throw new InvalidOperationException("A step was taken.")).Errors);
    }

    [Fact]
    public void Then_FromValueToValue_ReturnsNext()
    {
        Result<string> held = "held";
        Result<int> next = Another;

        Assert.Equal(4, held.Then(Result<int> (value) => value.Length).Value);
        Assert.Same(next, held.Then(_ => next));
    }

    [Fact]
    public void Then_FromFailedValueToValue_SkipsNext()
    {
        var refused = Result<string>.Fail([Refusal, Another]);

        Assert.Equal([Refusal, Another], refused.Then(Result<int> (_) => throw new InvalidOperationException("A step was taken.")).Errors);
    }

    [Fact]
    public async Task ThenAsync_WhenSuccessful_ReturnsNext()
    {
        Result next = Another;

        Assert.Same(next, await Result.Success.ThenAsync(() => Task.FromResult(next)));
    }

    [Fact]
    public async Task ThenAsync_WhenFailed_SkipsNext()
    {
        Result refused = Refusal;

        Assert.Same(refused, await refused.ThenAsync(() => throw new InvalidOperationException("A step was taken.")));
    }

    [Fact]
    public void Map_WhenSuccessful_ReturnsValue() => Assert.Equal("held", Result.Success.Map(() => "held").Value);

    [Fact]
    public void Map_WhenFailed_CreatesNoValue()
    {
        var mapped = Result.Fail([Refusal, Another]).Map<string>(() => throw new InvalidOperationException("A value was asked for."));

        Assert.Equal([Refusal, Another], mapped.Errors);
    }
}
