using Concierge.Application.Authorization;
using Concierge.Application.Events;
using Concierge.Application.Pipeline;
using Concierge.Domain.Common;
using Concierge.Domain.Webhooks;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Webhooks;

/// <summary>Sends a test event and waits for the answer. Also to a disabled endpoint.</summary>
public sealed record TestWebhookEndpoint(string Id) : ICommand<Result<WebhookAttemptDto>>, IBackendOnly;

internal sealed class TestWebhookEndpointValidator : AbstractValidator<TestWebhookEndpoint>
{
    public TestWebhookEndpointValidator() => RuleFor(command => command.Id).WebhookEndpointId();
}

internal sealed class TestWebhookEndpointHandler(IWebhookReader endpoints, IWebhookTester tester, IEventFeed feed)
    : IRequestHandler<TestWebhookEndpoint, Result<WebhookAttemptDto>>
{
    public async Task<Result<WebhookAttemptDto>> Handle(TestWebhookEndpoint command, CancellationToken cancellationToken)
    {
        if (await endpoints.GetAsync(WebhookEndpointId.From(command.Id), cancellationToken) is not { } endpoint)
        {
            return WebhookErrors.NotFound;
        }

        var attempt = await tester.TestAsync(endpoint, cancellationToken);
        return WebhookAttemptDto.Of(attempt, await feed.GetExtentAsync(cancellationToken));
    }
}
