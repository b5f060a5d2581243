import { Alert, Button, Group, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { dataOf } from "../../api";
import { Instant } from "../../components/Instant";
import { Trouble } from "../../components/Trouble";
import { contentOf } from "./EndpointCard";
import { type Endpoint, useBackend, usePending, webhooks } from "./queries";
import { nameOf, reasonOf, waitingOf } from "./words";

/** Says why an endpoint is disabled and what waits for it, and enables it again. */
export function Resume({ endpoint }: { endpoint: Endpoint }) {
  const api = useBackend();
  const queries = useQueryClient();
  const { data: pending } = usePending(endpoint.id);
  const resume = useMutation({
    mutationFn: (place: "where_it_stopped" | "now") =>
      dataOf(
        api.PUT("/webhook-endpoints/{id}", {
          params: { path: { id: endpoint.id } },
          body: { ...contentOf(endpoint), enabled: true, resume: place },
        }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: webhooks }),
  });
  const confirmSkip = () =>
    modals.openConfirmModal({
      title: "Skip the events that wait?",
      children: <Text size="sm">{nameOf(endpoint)} gets only events from now on.</Text>,
      labels: { confirm: "Skip them", cancel: "Keep them" },
      closeButtonProps: { "aria-label": "Close" },
      onConfirm: () => resume.mutate("now"),
    });
  return (
    <Alert
      color="gray"
      title={
        <>
          Disabled since <Instant value={endpoint.updated_at} />
          {pending && `, ${waitingOf(endpoint, pending)}`}
        </>
      }
    >
      <Text size="sm" c="var(--mantine-color-text)">
        {reasonOf(endpoint)} Resume to deliver what waits. The feed keeps events for a limited time, 7 days unless configured otherwise.
      </Text>
      <Group gap="xs" mt="xs">
        <Button size="compact-sm" loading={resume.isPending} onClick={() => resume.mutate("where_it_stopped")}>
          Resume
        </Button>
        <Button size="compact-sm" variant="default" disabled={resume.isPending} onClick={confirmSkip}>
          Skip and resume
        </Button>
      </Group>
      {resume.error && <Trouble error={resume.error} />}
    </Alert>
  );
}
