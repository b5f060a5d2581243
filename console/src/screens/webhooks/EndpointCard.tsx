import { Alert, Badge, Button, Card, Group, Stack, Text, Title } from "@mantine/core";
import { modals } from "@mantine/modals";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { dataOf, taggedOf } from "../../api";
import { complain } from "../../complain";
import { Instant } from "../../components/Instant";
import { ChangeEndpoint } from "./EndpointForm";
import { History } from "./History";
import { type Endpoint, useBackend, useSuccessRate, useSwitch, webhooks } from "./queries";
import { ReplayForm } from "./ReplayForm";
import { Resume } from "./Resume";
import { RotateForm } from "./RotateForm";
import { count, lagOf, nameOf, type NewSecret, outcomeOf } from "./words";

interface EndpointCardProps {
  endpoint: Endpoint;
  onSecret: (secret: NewSecret) => void;
}

/** One endpoint: how it does, and what can be done with it. */
export function EndpointCard({ endpoint, onSecret }: EndpointCardProps) {
  const api = useBackend();
  const queries = useQueryClient();
  const titleId = useId();
  const [isOpen, setOpen] = useState(false);
  const [form, setForm] = useState<"rotate" | "replay" | null>(null);
  const [changed, setChanged] = useState<{ data: Endpoint; etag: string } | null>(null);
  const name = nameOf(endpoint);
  const params = { path: { id: endpoint.id } };
  const isEnabled = endpoint.status === "enabled";

  const change = useMutation({
    mutationFn: () => taggedOf(api.GET("/webhook-endpoints/{id}", { params })),
    onSuccess: setChanged,
    onError: complain,
  });
  const disable = useSwitch(endpoint.id, { enabled: false });
  const test = useMutation({
    mutationFn: () => dataOf(api.POST("/webhook-endpoints/{id}/test", { params })),
    onError: complain,
    onSettled: () => queries.invalidateQueries({ queryKey: [...webhooks, endpoint.id] }),
  });
  const remove = useMutation({
    mutationFn: () => dataOf(api.DELETE("/webhook-endpoints/{id}", { params })),
    onError: complain,
    onSettled: () => queries.invalidateQueries({ queryKey: [...webhooks, "endpoints"] }),
  });
  const confirmRemoval = () =>
    modals.openConfirmModal({
      title: "Delete this endpoint?",
      children: <Text size="sm">{name} gets no more events. Its secrets, deliveries and attempts are deleted.</Text>,
      labels: { confirm: "Delete", cancel: "Keep" },
      confirmProps: { color: "red.8" },
      closeButtonProps: { "aria-label": "Close" },
      onConfirm: () => remove.mutate(),
    });

  return (
    <Card withBorder component="article" aria-labelledby={titleId} data-endpoint={endpoint.id}>
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start" wrap="nowrap">
          <div className="breakable">
            <Title id={titleId} order={2} size="h5">
              {name}
            </Title>
            {endpoint.description !== "" && <Text size="sm">{endpoint.url}</Text>}
          </div>
          <Health endpoint={endpoint} />
        </Group>
        <Facts endpoint={endpoint} />
        {!isEnabled && <Resume endpoint={endpoint} />}
        {endpoint.disables_at !== null && endpoint.failing_since !== null && (
          <Alert color="orange" title="It does not take events" role="group">
            <Text size="sm" c="var(--mantine-color-text)">
              Failing since <Instant value={endpoint.failing_since} />. It is disabled <Instant value={endpoint.disables_at} /> unless it
              answers before. Events wait for it.
            </Text>
          </Alert>
        )}
        <Group gap="xs">
          <Action of={name} isBusy={test.isPending} onClick={() => test.mutate()}>
            Send test
          </Action>
          <Action of={name} isBusy={change.isPending} onClick={() => change.mutate()}>
            Change
          </Action>
          <Action of={name} onClick={() => setForm("rotate")}>
            Rotate secret
          </Action>
          {isEnabled && (
            <>
              <Action of={name} onClick={() => setForm("replay")}>
                Replay
              </Action>
              <Action of={name} isBusy={disable.isPending} onClick={() => disable.mutate(undefined, { onError: complain })}>
                Disable
              </Action>
            </>
          )}
          <Action of={name} isBusy={remove.isPending} onClick={confirmRemoval}>
            Delete
          </Action>
          <Button size="compact-sm" aria-expanded={isOpen} aria-label={`Deliveries of ${name}`} onClick={() => setOpen(!isOpen)}>
            Deliveries
          </Button>
          <Text size="sm" role="status" data-testid="test-result">
            {test.data && `Test: ${outcomeOf(test.data)}, after ${test.data.duration_ms} ms.`}
          </Text>
        </Group>
        {isOpen && <History endpoint={endpoint} />}
      </Stack>
      {changed && <ChangeEndpoint endpoint={changed.data} etag={changed.etag} onClose={() => setChanged(null)} />}
      {form === "rotate" && <RotateForm endpoint={endpoint} onClose={() => setForm(null)} onSecret={onSecret} />}
      {form === "replay" && <ReplayForm endpoint={endpoint} onClose={() => setForm(null)} />}
    </Card>
  );
}

function Health({ endpoint: { status, failing_since } }: { endpoint: Endpoint }) {
  const [text, color] =
    status === "disabled" ? ["disabled", "gray"] : failing_since === null ? ["enabled", "green"] : ["failing", "orange"];
  return (
    <Badge tt="none" variant="light" color={color} style={{ flexShrink: 0 }}>
      {text}
    </Badge>
  );
}

function Facts({ endpoint }: { endpoint: Endpoint }) {
  const { data: rate } = useSuccessRate(endpoint.id);
  const success =
    rate === undefined ? "..." : rate === null ? "No attempts yet" : `${rate.percent} % of the last ${count(rate.attempts, "attempt")}`;
  return (
    <dl className="facts">
      <div>
        <dt>Success</dt>
        <dd>{success}</dd>
      </div>
      {endpoint.status === "enabled" && (
        <div>
          <dt>Lag</dt>
          <dd>{lagOf(endpoint)}</dd>
        </div>
      )}
      <div>
        <dt>Events</dt>
        <dd>{endpoint.types?.join(", ") ?? "All that its creator could see"}</dd>
      </div>
    </dl>
  );
}

interface ActionProps {
  of: string;
  isBusy?: boolean;
  onClick: () => void;
  children: string;
}

function Action({ of, isBusy = false, onClick, children }: ActionProps) {
  return (
    <Button size="compact-sm" variant="default" aria-label={`${children}: ${of}`} loading={isBusy} onClick={onClick}>
      {children}
    </Button>
  );
}
