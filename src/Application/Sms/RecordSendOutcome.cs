using Concierge.Application.Pipeline;
using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using MediatR;

namespace Concierge.Application.Sms;

/// <summary>
/// Records the outcome of an attempt. Changes nothing if a delivery report has already settled it. Idempotent, so it can be retried.
/// </summary>
public sealed record RecordSendOutcome(SmsAttempt Attempt, SendOutcome Outcome) : ICommand<Result>;

internal sealed class RecordSendOutcomeHandler(ISmsRepository messages, IUnitOfWork unitOfWork, SmsSettings settings, TimeProvider clock)
    : IRequestHandler<RecordSendOutcome, Result>
{
    public async Task<Result> Handle(RecordSendOutcome command, CancellationToken cancellationToken)
    {
        var message = command.Attempt.Message;
        End(message, command.Outcome);
        if (await messages.EndAttemptAsync(message, command.Attempt.Version, cancellationToken))
        {
            return Result.Success;
        }

        // A report, the end of the lease or an earlier try has changed the stored message.
        if (await messages.FindAsync(message.Id, cancellationToken) is not { } stored)
        {
            return SmsErrors.NotFound;
        }

        End(stored, command.Outcome);
        return await unitOfWork.SaveAsync(cancellationToken);
    }

    private void End(SmsMessage message, SendOutcome outcome) =>
        message.EndAttempt(outcome, settings.Policy, Random.Shared.NextDouble(), clock.GetUtcNow());
}
