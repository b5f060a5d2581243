import { Alert, Anchor, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { Link } from "wouter";
import { type Endpoint, useEndpoints } from "../screens/webhooks/queries";
import { count, nameOf } from "../screens/webhooks/words";

/** Warns about endpoints that take no events. A caller without the scope webhooks sees nothing. */
export default function WebhookBanner() {
  const { data: endpoints = [] } = useEndpoints(false);
  const failing = endpoints.filter(({ status, failing_since }) => status === "enabled" && failing_since !== null);
  const disabled = endpoints.filter(({ status }) => status === "disabled");
  if (failing.length + disabled.length === 0) {
    return null;
  }
  const parts = [sentence(failing, "failing"), sentence(disabled, "disabled")].filter(Boolean);
  return (
    <Alert color="orange" icon={<IconAlertTriangle aria-hidden />} role="status" mb="md" data-testid="webhook-banner">
      <Text size="sm" c="var(--mantine-color-text)" className="breakable">
        {parts.join(" ")} Events wait.{" "}
        <Anchor component={Link} href="/webhooks" underline="always" size="sm">
          Show webhooks
        </Anchor>
      </Text>
    </Alert>
  );
}

function sentence(endpoints: Endpoint[], state: string): string {
  switch (endpoints.length) {
    case 0:
      return "";
    case 1:
      return `The webhook endpoint ${nameOf(endpoints[0]!)} is ${state}.`;
    default:
      return `${count(endpoints.length, "webhook endpoint")} are ${state}.`;
  }
}
