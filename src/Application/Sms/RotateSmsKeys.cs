using Concierge.Application.Audit;
using Concierge.Application.Pipeline;
using Concierge.Domain.Audit;
using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using MediatR;

namespace Concierge.Application.Sms;

/// <summary>Encrypts every message with the current key.</summary>
public sealed record RotateSmsKeys() : ICommand<Result<RotatedKeysDto>>;

internal sealed class RotateSmsKeysHandler(ISmsKeys keys, IAuditTrail audit, IUnitOfWork unitOfWork)
    : IRequestHandler<RotateSmsKeys, Result<RotatedKeysDto>>
{
    public async Task<Result<RotatedKeysDto>> Handle(RotateSmsKeys command, CancellationToken cancellationToken)
    {
        var rotated = await keys.RotateAsync(cancellationToken);
        audit.Record(AuditActions.SmsKeysRotated, target: "sms-messages");
        var saved = await unitOfWork.SaveAsync(cancellationToken);
        return saved.Map(() => rotated);
    }
}

/// <summary>Result of the rotation.</summary>
/// <param name="Messages">Number of messages that were encrypted again.</param>
/// <param name="Unreadable">Messages that could not be decrypted and were left as they are.</param>
public sealed record RotatedKeysDto(int Messages, IReadOnlyList<SmsMessageId> Unreadable);
