import { Badge, Button, Code, CopyButton, Group, MultiSelect, Stack, Text, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { FeedEvent } from "@concierge/client";
import { useAtomValue } from "jotai";
import { useState } from "react";
import { dataOf, useApi } from "../api";
import { Empty } from "../components/Empty";
import { Instant } from "../components/Instant";
import { Screen } from "../components/Screen";
import { Trouble } from "../components/Trouble";
import { recentEventsAtom } from "../live";

const resources = ["user", "message", "conversation", "service", "order", "sms", "service_key", "webhook_endpoint"];

/** Most events that are fetched from before the page was loaded. */
const mostKept = 200;

/** The feed as it runs. */
export default function Events() {
  const api = useApi();
  const recent = useAtomValue(recentEventsAtom);
  const [paused, setPaused] = useState<FeedEvent[] | null>(null);
  const [wanted, setWanted] = useState<string[]>([]);
  const [opened, setOpened] = useState<string | null>(null);
  const kept = useQuery({
    queryKey: ["events", "kept"],
    queryFn: () => dataOf(api.GET("/changes", { params: { query: { after: "earliest", limit: mostKept } } })),
    staleTime: Infinity,
  });
  // Where more are kept than one page, those between it and the live ones are unknown.
  const earlier = kept.data && !kept.data.has_more ? kept.data.items.toReversed() : [];
  const ids = new Set(recent.map((event) => event.id));
  const all = [...recent, ...earlier.filter((event) => !ids.has(event.id))];
  const shown = (paused ?? all).filter((event) => wanted.length === 0 || wanted.includes(event.type.split(".")[0]!));
  const missed = paused === null ? 0 : all.length - paused.length;
  return (
    <Screen
      title="Events"
      description="Every change leaves one event. The newest is on top."
      actions={
        <Button variant="default" aria-pressed={paused !== null} onClick={() => setPaused(paused === null ? all : null)}>
          {paused === null ? "Pause" : missed > 0 ? `Go on (${missed} new)` : "Go on"}
        </Button>
      }
    >
      <MultiSelect
        label="Only about"
        data={resources}
        value={wanted}
        onChange={setWanted}
        placeholder={wanted.length === 0 ? "Everything" : ""}
        clearable
        maw={480}
        clearButtonProps={{ "aria-label": "Clear" }}
      />
      {kept.error && <Trouble error={kept.error} retry={() => void kept.refetch()} />}
      {kept.data?.has_more && (
        <Text size="sm" c="dimmed">
          More events are kept than fit here. Read them all with <code>GET /changes?after=earliest</code>.
        </Text>
      )}
      {shown.length === 0 && !kept.isPending && (
        <Empty title="Nothing has happened yet">Events appear here as soon as something changes, for example when a message is sent.</Empty>
      )}
      <ol className="plain-list" aria-label="Events">
        {shown.map((event) => (
          <li key={event.id} className="event">
            <UnstyledButton w="100%" aria-expanded={opened === event.id} onClick={() => setOpened(opened === event.id ? null : event.id)}>
              <Group gap="xs" wrap="nowrap">
                <Text size="xs" c="dimmed" miw={64}>
                  <Instant value={event.timestamp} />
                </Text>
                <Badge tt="none" variant="light">
                  {event.type}
                </Badge>
                <Text size="sm" truncate>
                  {event.resource_id}
                </Text>
              </Group>
            </UnstyledButton>
            {opened === event.id && (
              <Stack gap="xs" mt="xs">
                <Code block role="region" tabIndex={0} aria-label={`Event ${event.id}`}>
                  {JSON.stringify(event, null, 2)}
                </Code>
                <Group gap="xs">
                  <CopyButton value={event.id}>
                    {({ copied, copy }) => (
                      <Button size="compact-sm" variant="default" onClick={copy}>
                        {copied ? "Copied" : "Copy id"}
                      </Button>
                    )}
                  </CopyButton>
                </Group>
              </Stack>
            )}
          </li>
        ))}
      </ol>
    </Screen>
  );
}
