using Concierge.Application.Pipeline;
using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using MediatR;

namespace Concierge.Application.Sms.Upkeep;

/// <summary>Removes number and text of messages that are older than the retention, a batch at a time.</summary>
public sealed record RedactOldSms() : ICommand<Result<int>>, IPoll<Result<int>>
{
    public bool IsIdle(Result<int> response) => response is { IsSuccess: true, Value: 0 };
}

internal sealed class RedactOldSmsHandler(ISmsRepository messages, SmsSettings settings, TimeProvider clock)
    : IRequestHandler<RedactOldSms, Result<int>>
{
    public async Task<Result<int>> Handle(RedactOldSms command, CancellationToken cancellationToken)
    {
        var redacted = 0;
        if (settings.Retention is { } retention)
        {
            var now = clock.GetUtcNow();
            var before = SmsMessageId.At(now.ShiftWithinTime(-retention));
            int batch;
            do
            {
                batch = await messages.RedactBeforeAsync(before, now, cancellationToken);
                redacted += batch;
            }
            while (batch > 0);
        }

        return redacted;
    }
}
