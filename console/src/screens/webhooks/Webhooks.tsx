import { Button, Stack } from "@mantine/core";
import { useState } from "react";
import { Empty } from "../../components/Empty";
import { Loading } from "../../components/Loading";
import { Screen } from "../../components/Screen";
import { Secret } from "../../components/Secret";
import { Trouble } from "../../components/Trouble";
import { EndpointCard } from "./EndpointCard";
import { CreateEndpoint } from "./EndpointForm";
import { useEndpoints } from "./queries";
import type { NewSecret } from "./words";

/** Endpoints that receive the events of the feed, and what became of each event. */
export default function Webhooks() {
  const endpoints = useEndpoints(true);
  const [isCreating, setCreating] = useState(false);
  const [secret, setSecret] = useState<NewSecret | null>(null);
  return (
    <Screen
      title="Webhooks"
      description="URLs that receive events as signed requests. Events that fail are tried again for 75 hours."
      actions={<Button onClick={() => setCreating(true)}>Create endpoint</Button>}
    >
      {endpoints.isPending && <Loading />}
      {endpoints.error && !endpoints.data && <Trouble error={endpoints.error} retry={() => void endpoints.refetch()} />}
      {endpoints.data?.length === 0 && (
        <Empty title="No webhooks yet">
          Create an endpoint with the URL of your receiver. Then send a test to see what it answers.
        </Empty>
      )}
      <Stack gap="md">
        {endpoints.data?.map((endpoint) => (
          <EndpointCard key={endpoint.id} endpoint={endpoint} onSecret={setSecret} />
        ))}
      </Stack>
      {isCreating && <CreateEndpoint onClose={() => setCreating(false)} onSecret={setSecret} />}
      <Secret title={secret?.title ?? ""} secret={secret?.secret ?? null} onClose={() => setSecret(null)}>
        {secret?.note}
      </Secret>
    </Screen>
  );
}
