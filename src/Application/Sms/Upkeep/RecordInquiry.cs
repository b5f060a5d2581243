using Concierge.Application.Pipeline;
using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using MediatR;

namespace Concierge.Application.Sms.Upkeep;

/// <summary>Records what the gateway answered when it was asked for the report on a message.</summary>
/// <param name="Id">Id of the message.</param>
/// <param name="Answer">See <see cref="ISmsGateway.AskAsync"/>.</param>
public sealed record RecordInquiry(SmsMessageId Id, DeliveryReport? Answer) : ICommand<Result>;

internal sealed class RecordInquiryHandler(ISmsRepository messages, IUnitOfWork unitOfWork, TimeProvider clock)
    : IRequestHandler<RecordInquiry, Result>
{
    public async Task<Result> Handle(RecordInquiry command, CancellationToken cancellationToken)
    {
        if (await messages.FindAsync(command.Id, cancellationToken) is not { } message)
        {
            return SmsErrors.NotFound;
        }

        if (command.Answer is { } answer)
        {
            message.EndInquiry(answer.Status, answer.ProviderCode, clock.GetUtcNow());
        }
        else
        {
            message.PostponeInquiry(clock.GetUtcNow());
        }

        return await unitOfWork.SaveAsync(cancellationToken);
    }
}
