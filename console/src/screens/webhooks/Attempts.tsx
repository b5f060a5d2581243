import { Badge, Code, Group, Stack, Text, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { Empty } from "../../components/Empty";
import { Instant } from "../../components/Instant";
import { Loading } from "../../components/Loading";
import { MoreButton } from "../../components/MoreButton";
import { Trouble } from "../../components/Trouble";
import { Json, Payload } from "./Payload";
import { type Attempt, type Endpoint, useAttempts } from "./queries";
import { outcomeOf } from "./words";

const triggers: Record<Attempt["trigger"], string> = { schedule: "by schedule", manual: "resent", test: "test" };

interface AttemptsProps {
  endpoint: Endpoint;
  /** Only attempts of this event; without it, those of all events. */
  eventId?: string;
  /** Only those that succeeded, or only those that failed. */
  succeeded?: boolean | null;
}

/** Requests to an endpoint, and what it answered. */
export function Attempts({ endpoint, eventId, succeeded = null }: AttemptsProps) {
  const list = useAttempts(endpoint.id, eventId ?? null, succeeded);
  const [opened, setOpened] = useState<string | null>(null);
  const attempts = list.data?.pages.flatMap((page) => page.items);
  if (list.error && !attempts) {
    return <Trouble error={list.error} retry={() => void list.refetch()} />;
  }
  if (!attempts) {
    return <Loading />;
  }
  if (attempts.length === 0) {
    return succeeded === null ? (
      <Empty title="No attempts yet">Send a test to make one. Attempts are kept for 7 days.</Empty>
    ) : (
      <Empty title="No attempt matches">Clear the filter above to see all of them.</Empty>
    );
  }
  return (
    <>
      <ol className="plain-list" aria-label={eventId === undefined ? "Attempts" : `Attempts of ${eventId}`}>
        {attempts.map((attempt) => (
          <li key={attempt.id} className="entry" data-attempt={attempt.id}>
            <UnstyledButton
              w="100%"
              aria-expanded={opened === attempt.id}
              onClick={() => setOpened(opened === attempt.id ? null : attempt.id)}
            >
              <Group gap="xs">
                <Badge tt="none" variant="light" color={attempt.error === null ? "green" : "red"}>
                  {outcomeOf(attempt)}
                </Badge>
                <Text size="sm">{attempt.duration_ms} ms</Text>
                <Text size="xs" c="dimmed" className="breakable">
                  <Instant value={attempt.at} />, number {attempt.number}, {triggers[attempt.trigger]}
                  {eventId === undefined && `, ${attempt.event_id}`}
                </Text>
              </Group>
            </UnstyledButton>
            {opened === attempt.id && <Details endpoint={endpoint} attempt={attempt} hasPayload={eventId === undefined} />}
          </li>
        ))}
      </ol>
      <MoreButton list={list}>Older attempts</MoreButton>
    </>
  );
}

function Details({ endpoint, attempt, hasPayload }: { endpoint: Endpoint; attempt: Attempt; hasPayload: boolean }) {
  return (
    <Stack gap="xs" mt="xs">
      <Text size="sm" fw={600}>
        Answer
      </Text>
      {attempt.response === null ? (
        <Text size="sm">{attempt.status_code === null ? "There was none." : "It had no text."}</Text>
      ) : (
        <Code
          block
          role="region"
          tabIndex={0}
          aria-label={`Answer to attempt ${attempt.number}`}
          style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}
        >
          {attempt.response}
        </Code>
      )}
      <Text size="sm" fw={600}>
        Headers
      </Text>
      <Code block role="region" tabIndex={0} aria-label={`Headers of attempt ${attempt.number}`}>
        {headersOf(attempt)}
      </Code>
      {hasPayload &&
        (attempt.trigger === "test" ? <Json label="Payload" value={testOf(endpoint, attempt)} /> : <Payload eventId={attempt.event_id} />)}
    </Stack>
  );
}

/** Writes the headers of a request. The server does not keep the signature. */
function headersOf({ event_id, at }: Attempt): string {
  return [
    "content-type: application/json",
    "user-agent: Concierge-Webhooks/1.0",
    `webhook-id: ${event_id}`,
    `webhook-timestamp: ${Math.floor(Date.parse(at) / 1000)}`,
    "webhook-signature: v1,... (one for each secret; not stored)",
  ].join("\n");
}

/** A test is no event of the feed. It says nothing but when it was made. */
function testOf(endpoint: Endpoint, { event_id, at }: Attempt) {
  return { id: event_id, type: "webhook.test", timestamp: at, resource_id: endpoint.id, data: {} };
}
