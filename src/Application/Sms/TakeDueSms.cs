using Concierge.Application.Pipeline;
using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using MediatR;

namespace Concierge.Application.Sms;

/// <summary>
/// Begins an attempt to send the message that has been due the longest. The attempt is recorded before the message is returned.
/// </summary>
public sealed record TakeDueSms() : ICommand<Result<TakenSms>>, IPoll<Result<TakenSms>>
{
    public bool IsIdle(Result<TakenSms> response) => response is { IsSuccess: true, Value.Sms: null };
}

internal sealed class TakeDueSmsHandler(
    ISmsRepository messages, IUnitOfWork unitOfWork, ISmsCipher cipher, SmsSettings settings, TimeProvider clock)
    : IRequestHandler<TakeDueSms, Result<TakenSms>>
{
    public async Task<Result<TakenSms>> Handle(TakeDueSms command, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var now = clock.GetUtcNow();
            OutboundSms? sms = null;

            // Not cancelled: an attempt that is committed but not returned would end as unknown.
            if (!await messages.TakeDueAsync(now, message => sms = BeginAttempt(message, now), CancellationToken.None) || sms is not null)
            {
                return new TakenSms(sms);
            }

            // The message expired or cannot be sent. Take the next one.
            unitOfWork.Reset();
        }

        return new TakenSms(null);
    }

    private OutboundSms? BeginAttempt(SmsMessage message, DateTimeOffset now)
    {
        if (!message.BeginAttempt(now, settings.Policy))
        {
            return null;
        }

        if (cipher.Open(message.Id, message.Content) is not var (phone, text))
        {
            message.EndAttempt(new SendOutcome.Refused(SmsFailure.Unreadable.Detail), settings.Policy, jitter: 0, now);
            return null;
        }

        return new(message.Id, phone, text, message.Attempts);
    }
}

/// <summary>Result of <see cref="TakeDueSms"/>.</summary>
/// <param name="Sms">The message to submit now; null if none is due.</param>
public sealed record TakenSms(OutboundSms? Sms);
