namespace Concierge.Infrastructure.Webhooks.Network;

/// <summary>A host has no address that webhooks may reach.</summary>
internal sealed class AddressNotAllowedException() : IOException("The host has no address that webhooks may reach.");
