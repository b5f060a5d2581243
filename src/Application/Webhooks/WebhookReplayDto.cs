namespace Concierge.Application.Webhooks;

/// <summary>What is delivered again.</summary>
/// <param name="From">Id of the event before the first one.</param>
/// <param name="To">Id of the last event.</param>
public sealed record WebhookReplayDto(string From, string To);
