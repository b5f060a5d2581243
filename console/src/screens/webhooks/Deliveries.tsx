import { Badge, Button, Group, Stack, Text, UnstyledButton } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { dataOf } from "../../api";
import { complain } from "../../complain";
import { Empty } from "../../components/Empty";
import { Instant } from "../../components/Instant";
import { Loading } from "../../components/Loading";
import { MoreButton } from "../../components/MoreButton";
import { Trouble } from "../../components/Trouble";
import { Attempts } from "./Attempts";
import { Payload } from "./Payload";
import { type Delivery, type Endpoint, useBackend, useDeliveries, webhooks } from "./queries";
import { count } from "./words";

const colors: Record<Delivery["status"], string> = { pending: "blue", delivered: "green", failed: "red" };

/** Events that an endpoint received or is to receive. */
export function Deliveries({ endpoint, status }: { endpoint: Endpoint; status: Delivery["status"] | null }) {
  const list = useDeliveries(endpoint.id, status);
  const [opened, setOpened] = useState<string | null>(null);
  const deliveries = list.data?.pages.flatMap((page) => page.items);
  if (list.error && !deliveries) {
    return <Trouble error={list.error} retry={() => void list.refetch()} />;
  }
  if (!deliveries) {
    return <Loading />;
  }
  if (deliveries.length === 0) {
    return status === null ? (
      <Empty title="No deliveries yet">They appear here as soon as an event of its types happens. Tests are under Attempts.</Empty>
    ) : (
      <Empty title="No delivery matches">Clear the filter above to see all of them.</Empty>
    );
  }
  return (
    <>
      <ol className="plain-list" aria-label="Deliveries">
        {deliveries.map((delivery) => (
          <Item
            key={delivery.event_id}
            endpoint={endpoint}
            delivery={delivery}
            isOpen={opened === delivery.event_id}
            onToggle={() => setOpened(opened === delivery.event_id ? null : delivery.event_id)}
          />
        ))}
      </ol>
      <MoreButton list={list}>Older deliveries</MoreButton>
    </>
  );
}

interface ItemProps {
  endpoint: Endpoint;
  delivery: Delivery;
  isOpen: boolean;
  onToggle: () => void;
}

function Item({ endpoint, delivery, isOpen, onToggle }: ItemProps) {
  const api = useBackend();
  const queries = useQueryClient();
  const { event_id, status, attempts, due_at, updated_at } = delivery;
  const resend = useMutation({
    mutationFn: () =>
      dataOf(api.POST("/webhook-endpoints/{id}/deliveries/{event_id}/resend", { params: { path: { id: endpoint.id, event_id } } })),
    onError: complain,
    onSettled: () => queries.invalidateQueries({ queryKey: [...webhooks, endpoint.id] }),
  });
  return (
    <li className="entry" data-event={event_id} data-status={status}>
      <Group gap="xs" justify="space-between" wrap="nowrap">
        <UnstyledButton aria-expanded={isOpen} onClick={onToggle} style={{ flexGrow: 1, minWidth: 0 }}>
          <Group gap="xs">
            <Badge tt="none" variant="light" color={colors[status]}>
              {status}
            </Badge>
            <Text size="sm" className="breakable">
              {event_id}
            </Text>
            <Text size="xs" c="dimmed">
              <Instant value={updated_at} />, {count(attempts, "attempt")}
              {due_at !== null && attempts > 0 && (
                <>
                  , next <Instant value={due_at} />
                </>
              )}
            </Text>
          </Group>
        </UnstyledButton>
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`Resend ${event_id}`}
          disabled={endpoint.status === "disabled"}
          title={endpoint.status === "disabled" ? "Resume the endpoint first." : undefined}
          loading={resend.isPending}
          onClick={() => resend.mutate()}
        >
          Resend
        </Button>
      </Group>
      {isOpen && (
        <Stack gap="xs" mt="xs">
          <Payload eventId={event_id} />
          <Attempts endpoint={endpoint} eventId={event_id} />
        </Stack>
      )}
    </li>
  );
}
