using Concierge.Application.Authorization;
using Concierge.Application.Pipeline;
using Concierge.Domain.Common;
using Concierge.Domain.Messages;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Messages;

public sealed record GetMessage(string Id) : IQuery<Result<MessageDto>>;

internal sealed class GetMessageValidator : AbstractValidator<GetMessage>
{
    public GetMessageValidator() => RuleFor(query => query.Id).MessageId();
}

internal sealed class GetMessageHandler(IMessageReader messages, ICurrentActor current) : IRequestHandler<GetMessage, Result<MessageDto>>
{
    public async Task<Result<MessageDto>> Handle(GetMessage query, CancellationToken cancellationToken) =>
        await messages.GetAsync(MessageId.From(query.Id), current.Actor, cancellationToken) is { } message
            ? message
            : MessageErrors.NotFound;
}
