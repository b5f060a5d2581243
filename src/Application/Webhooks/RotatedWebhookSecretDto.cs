namespace Concierge.Application.Webhooks;

/// <summary>A new signing secret.</summary>
/// <param name="Secret">The secret. It cannot be retrieved again.</param>
/// <param name="PreviousExpiresAt">Until when events are signed with the previous secret, too.</param>
public sealed record RotatedWebhookSecretDto(string Secret, DateTimeOffset PreviousExpiresAt);
