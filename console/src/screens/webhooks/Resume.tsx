import { Alert, Button, Group, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { Instant } from "../../components/Instant";
import { Trouble } from "../../components/Trouble";
import { type Endpoint, usePending, useSwitch } from "./queries";
import { nameOf, reasonOf, waitingOf } from "./words";

/** Says why an endpoint is disabled and what waits for it, and enables it again. */
export function Resume({ endpoint }: { endpoint: Endpoint }) {
  const { data: pending } = usePending(endpoint.id);
  const resume = useSwitch(endpoint.id, { enabled: true, resume: "where_it_stopped" });
  const skip = useSwitch(endpoint.id, { enabled: true, resume: "now" });
  const error = resume.error ?? skip.error;
  const confirmSkip = () =>
    modals.openConfirmModal({
      title: "Skip the events that wait?",
      children: <Text size="sm">{nameOf(endpoint)} gets only events from now on.</Text>,
      labels: { confirm: "Skip them", cancel: "Keep them" },
      closeButtonProps: { "aria-label": "Close" },
      onConfirm: () => skip.mutate(),
    });
  return (
    <Alert
      color="gray"
      role="group"
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
        <Button size="compact-sm" loading={resume.isPending} onClick={() => resume.mutate()}>
          Resume
        </Button>
        <Button size="compact-sm" variant="default" loading={skip.isPending} onClick={confirmSkip}>
          Skip and resume
        </Button>
      </Group>
      {error && <Trouble error={error} />}
    </Alert>
  );
}
