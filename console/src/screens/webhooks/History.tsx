import { Select, Stack, Tabs } from "@mantine/core";
import { useState } from "react";
import { Attempts } from "./Attempts";
import { Deliveries } from "./Deliveries";
import type { Delivery, Endpoint } from "./queries";
import { nameOf } from "./words";

const statuses: Delivery["status"][] = ["pending", "delivered", "failed"];
const clear = { "aria-label": "Clear" };

/** What became of the events of an endpoint. */
export function History({ endpoint }: { endpoint: Endpoint }) {
  const [status, setStatus] = useState<Delivery["status"] | null>(null);
  const [outcome, setOutcome] = useState<"succeeded" | "failed" | null>(null);
  return (
    <Tabs defaultValue="deliveries" keepMounted={false}>
      <Tabs.List aria-label={`History of ${nameOf(endpoint)}`}>
        <Tabs.Tab value="deliveries">Deliveries</Tabs.Tab>
        <Tabs.Tab value="attempts">Attempts</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="deliveries" pt="sm">
        <Stack gap="sm">
          <Select
            label="Only with this status"
            size="xs"
            maw={220}
            data={statuses}
            value={status}
            onChange={setStatus}
            clearable
            placeholder="Any"
            clearButtonProps={clear}
          />
          <Deliveries endpoint={endpoint} status={status} />
        </Stack>
      </Tabs.Panel>
      <Tabs.Panel value="attempts" pt="sm">
        <Stack gap="sm">
          <Select
            label="Only those that"
            size="xs"
            maw={220}
            data={["succeeded", "failed"] as const}
            value={outcome}
            onChange={setOutcome}
            clearable
            placeholder="Any"
            clearButtonProps={clear}
          />
          <Attempts endpoint={endpoint} succeeded={outcome === null ? null : outcome === "succeeded"} />
        </Stack>
      </Tabs.Panel>
    </Tabs>
  );
}
