using Concierge.Domain.Common;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Sms;

/// <summary>Encrypts every message with the current key.</summary>
public sealed record RotateSmsKeys() : IRequest<Result<RotatedKeysDto>>;

internal sealed class RotateSmsKeysValidator : AbstractValidator<RotateSmsKeys>;

internal sealed class RotateSmsKeysHandler(ISmsKeys keys) : IRequestHandler<RotateSmsKeys, Result<RotatedKeysDto>>
{
    public async Task<Result<RotatedKeysDto>> Handle(RotateSmsKeys command, CancellationToken cancellationToken) =>
        new RotatedKeysDto(await keys.RotateAsync(cancellationToken));
}

/// <summary>What came of rotating the keys.</summary>
/// <param name="Messages">How many messages were encrypted anew.</param>
public sealed record RotatedKeysDto(int Messages);
