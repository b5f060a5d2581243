using Concierge.Application.Audit;
using Concierge.Application.Authorization;
using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Audit;
using Concierge.Domain.Common;
using Concierge.Domain.Webhooks;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Webhooks;

/// <param name="Id">Id of the endpoint.</param>
/// <param name="Overlap">Time for which events are signed with the previous secret, too, in ISO 8601; null for a day.</param>
public sealed record RotateWebhookSecret(string Id, string? Overlap) : ICommand<Result<RotatedWebhookSecretDto>>, IBackendOnly
{
    /// <summary>Longest overlap.</summary>
    public static readonly TimeSpan MaxOverlap = TimeSpan.FromDays(7);

    private static readonly TimeSpan DefaultOverlap = TimeSpan.FromDays(1);

    internal Result<TimeSpan> Time { get; } = Overlap is null ? DefaultOverlap : Durations.Parse(Overlap);
}

internal sealed class RotateWebhookSecretValidator : AbstractValidator<RotateWebhookSecret>
{
    public RotateWebhookSecretValidator()
    {
        RuleFor(command => command.Id).WebhookEndpointId();
        RuleFor(command => command.Overlap).Parses(command => command.Time);
        RuleFor(command => command.Overlap)
            .Must((command, _) => !command.Time.IsSuccess || command.Time.Value <= RotateWebhookSecret.MaxOverlap)
            .WithError("out_of_range", "The overlap must be at most P7D.");
    }
}

internal sealed class RotateWebhookSecretHandler(
    IWebhookEndpointRepository endpoints,
    IWebhookSecretCipher cipher,
    IAuditTrail audit,
    IUnitOfWork unitOfWork,
    ICurrentActor current,
    TimeOrderedUuidGenerator ids,
    TimeProvider clock)
    : IRequestHandler<RotateWebhookSecret, Result<RotatedWebhookSecretDto>>
{
    public async Task<Result<RotatedWebhookSecretDto>> Handle(RotateWebhookSecret command, CancellationToken cancellationToken)
    {
        var endpoint = await endpoints.FindAsync(WebhookEndpointId.From(command.Id), cancellationToken);
        if (endpoint is null)
        {
            return WebhookErrors.NotFound;
        }

        var now = clock.GetUtcNow();
        var (secret, end) = (WebhookSecret.Generate(), (now + command.Time.Value).CutToMilliseconds());
        foreach (var (index, previous) in (await endpoints.ListSecretsAsync(endpoint.Id, now, cancellationToken)).Index())
        {
            previous.ExpireAt(index < WebhookSecret.MaxLiving - 1 ? end : now);
        }

        endpoints.Add(cipher.Seal(endpoint.Id, new(ids.Next(now)), secret, now));
        audit.Record(AuditActions.WebhookSecretRotated, $"{endpoint.Id}");
        var saved = await endpoint.RotateSecret(current.Actor, now).ThenAsync(() => unitOfWork.SaveAsync(cancellationToken));
        return saved.Map(() => new RotatedWebhookSecretDto(WebhookSecret.TextOf(secret), end));
    }
}
