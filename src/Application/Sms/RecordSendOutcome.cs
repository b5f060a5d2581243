using Concierge.Application.Pipeline;
using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using MediatR;

namespace Concierge.Application.Sms;

/// <summary>Records the outcome of an attempt. Changes nothing if a delivery report has already settled it.</summary>
public sealed record RecordSendOutcome(SmsMessageId Id, SendOutcome Outcome) : ICommand<Result>;

internal sealed class RecordSendOutcomeHandler(ISmsRepository messages, IUnitOfWork unitOfWork, SmsSettings settings, TimeProvider clock)
    : IRequestHandler<RecordSendOutcome, Result>
{
    public async Task<Result> Handle(RecordSendOutcome command, CancellationToken cancellationToken)
    {
        if (await messages.FindAsync(command.Id, cancellationToken) is not { } message)
        {
            return SmsErrors.NotFound;
        }

        message.EndAttempt(command.Outcome, settings.Policy, Random.Shared.NextDouble(), clock.GetUtcNow());
        return await unitOfWork.SaveAsync(cancellationToken);
    }
}
