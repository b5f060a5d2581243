namespace Concierge.Domain.Audit;

/// <summary>Names of the administrative actions that leave an audit record.</summary>
public static class AuditActions
{
    public const string ServiceKeyCreated = "service_key.created";

    public const string ServiceKeyRotated = "service_key.rotated";

    public const string ServiceKeyRevoked = "service_key.revoked";

    public const string UserTokenMinted = "user_token.minted";

    public const string UserTokenRevoked = "user_token.revoked";

    public const string UserTokensRevoked = "user_tokens.revoked";

    public const string UserDeactivated = "user.deactivated";

    public const string UserReactivated = "user.reactivated";

    public const string OrdersReindexed = "orders.reindexed";

    public const string EpochBegun = "events.epoch_begun";

    public const string WebhookEndpointCreated = "webhook_endpoint.created";

    public const string WebhookEndpointUpdated = "webhook_endpoint.updated";

    public const string WebhookEndpointDeleted = "webhook_endpoint.deleted";

    public const string WebhookEndpointReplayed = "webhook_endpoint.replayed";

    public const string WebhookDeliveryResent = "webhook_delivery.resent";

    public const string WebhookSecretRotated = "webhook_secret.rotated";

    public const string SmsKeysRotated = "sms_keys.rotated";
}
