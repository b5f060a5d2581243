using System.Diagnostics;
using System.Diagnostics.Metrics;
using Concierge.Application.Pipeline;
using Concierge.Application.Preconditions;
using Concierge.Application.Services;
using Concierge.Application.Sms;
using Concierge.Domain.Common;
using Concierge.Domain.Services;
using Concierge.Domain.Sms;
using NSubstitute;

namespace Concierge.Application.Tests.Pipeline;

public sealed class TelemetryBehaviorTests : IDisposable
{
    private readonly Meter meter = new(UseCaseTelemetry.Name);
    private readonly MeterListener metrics = new();
    private readonly ActivityListener spans = new();
    private readonly Activity request = new("request");
    private readonly List<string> outcomes = [];
    private readonly List<Activity> activities = [];
    private readonly UseCaseTelemetry telemetry;
    private readonly TelemetryBehavior<DeleteService, Result> behavior;

    public TelemetryBehaviorTests()
    {
        var meters = Substitute.For<IMeterFactory>();
        meters.Create(Arg.Any<MeterOptions>()).Returns(meter);
        telemetry = new(meters);
        behavior = new(telemetry);

        metrics.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == meter)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        metrics.SetMeasurementEventCallback<double>((_, _, tags, _) =>
            outcomes.Add(string.Join(' ', tags.ToArray().Select(tag => tag.Value))));
        metrics.Start();

        spans.ShouldListenTo = source => source.Name == UseCaseTelemetry.Name;
        spans.Sample = (ref _) => ActivitySamplingResult.AllData;
        spans.ActivityStopped = activities.Add;
        ActivitySource.AddActivityListener(spans);
    }

    [Fact]
    public async Task Handle_OutsideARequest_StartsNoSpan()
    {
        await behavior.Handle(
            new("secret-id", Precondition.None), TestContext.Current.CancellationToken, () => Task.FromResult(Result.Success));

        Assert.Empty(activities);
    }

    [Fact]
    public async Task Handle_WhenUseCaseSucceeds_RecordsSuccess()
    {
        await HandleAsync(() => Task.FromResult(Result.Success));

        AssertRecorded("success", ActivityStatusCode.Unset);
    }

    [Fact]
    public async Task Handle_WhenUseCaseFails_RecordsErrorCode()
    {
        await HandleAsync(() => Task.FromResult<Result>(ServiceErrors.InUse));

        AssertRecorded("service_in_use", ActivityStatusCode.Unset);
    }

    [Fact]
    public async Task Handle_WhenUseCaseThrows_RecordsException()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => HandleAsync(() => throw new InvalidOperationException()));

        AssertRecorded("exception", ActivityStatusCode.Error);
    }

    [Fact]
    public async Task Handle_WhenPollIsIdle_RecordsNothing()
    {
        await PollAsync(() => Task.FromResult<Result<TakenSms>>(new TakenSms([])));

        Assert.Empty(outcomes);
    }

    [Fact]
    public async Task Handle_WhenPollFindsWork_RecordsSuccess()
    {
        var sms = new OutboundSms(SmsMessageId.First, PhoneNumber.From("+15557391846"), SmsText.From("Hello"), Attempt: 1);

        await PollAsync(() => Task.FromResult<Result<TakenSms>>(new TakenSms([new(null!, Version: 2, sms)])));

        Assert.Equal(["TakeDueSms success"], outcomes);
    }

    [Fact]
    public async Task Handle_WhenPollThrows_RecordsException()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => PollAsync(() => throw new InvalidOperationException()));

        Assert.Equal(["TakeDueSms exception"], outcomes);
    }

    public void Dispose()
    {
        request.Dispose();
        spans.Dispose();
        metrics.Dispose();
        meter.Dispose();
    }

    private async Task<Result> HandleAsync(Func<Task<Result>> handler)
    {
        // The span of the use case belongs to the span of a request.
        request.Start();
        return await behavior.Handle(new("secret-id", Precondition.None), TestContext.Current.CancellationToken, () => handler());
    }

    private Task<Result<TakenSms>> PollAsync(Func<Task<Result<TakenSms>>> handler) =>
        new TelemetryBehavior<TakeDueSms, Result<TakenSms>>(telemetry)
            .Handle(new(Count: 1, AfterBackend: ""), TestContext.Current.CancellationToken, () => handler());

    private void AssertRecorded(string outcome, ActivityStatusCode status)
    {
        Assert.Equal([$"DeleteService {outcome}"], outcomes);
        var span = Assert.Single(activities);
        Assert.Equal(("DeleteService", status), (span.DisplayName, span.Status));
        Assert.Equal([new("concierge.outcome", outcome)], span.TagObjects);
    }
}
