using Concierge.Application.Pipeline;
using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using MediatR;

namespace Concierge.Application.Sms;

/// <summary>Begins attempts to send due messages. The attempts are recorded before they are returned.</summary>
/// <param name="Count">Maximum number of attempts.</param>
/// <param name="AfterBackend">The backend that had the last turn.</param>
public sealed record TakeDueSms(int Count, string AfterBackend) : ICommand<Result<TakenSms>>, IPoll<Result<TakenSms>>
{
    public bool IsIdle(Result<TakenSms> response) => response is { IsSuccess: true, Value.Attempts: [] };
}

internal sealed class TakeDueSmsHandler(
    ISmsRepository messages, IUnitOfWork unitOfWork, ISmsCipher cipher, SmsSettings settings, TimeProvider clock)
    : IRequestHandler<TakeDueSms, Result<TakenSms>>
{
    /// <summary>Maximum number of messages of each backend that one statement looks at.</summary>
    private const int MaxScan = 500;

    public async Task<Result<TakenSms>> Handle(TakeDueSms command, CancellationToken cancellationToken)
    {
        List<SmsAttempt> attempts = [];
        for (var scan = command.Count; !cancellationToken.IsCancellationRequested; scan = Math.Min(scan * 4, MaxScan))
        {
            var now = clock.GetUtcNow();

            // Not cancelled: an attempt that is committed but not returned would end as unknown.
            if (!await messages.TakeDueAsync(
                    now, command.Count, scan, command.AfterBackend, message => attempts.AddRange(Begin(message, now)),
                    CancellationToken.None)
                || attempts.Count > 0)
            {
                break;
            }

            // All of them are held back, expired or cannot be sent. Look further.
            unitOfWork.Reset();
        }

        return new TakenSms(attempts);
    }

    private IEnumerable<SmsAttempt> Begin(SmsMessage message, DateTimeOffset now)
    {
        if (!message.BeginAttempt(now, settings.Policy))
        {
            return [];
        }

        if (cipher.Open(message.Id, message.Content) is var (phone, text))
        {
            return [new(message, message.Version, new(message.Id, phone, text, message.Attempts))];
        }

        message.FailAsUnreadable(now);
        return [];
    }
}

/// <summary>Result of <see cref="TakeDueSms"/>.</summary>
/// <param name="Attempts">The messages to submit now; empty if none is due.</param>
public sealed record TakenSms(IReadOnlyList<SmsAttempt> Attempts);
