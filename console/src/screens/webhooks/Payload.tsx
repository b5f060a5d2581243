import { Code, Text } from "@mantine/core";
import { Trouble } from "../../components/Trouble";
import { codeOf } from "../../errors";
import { useEvent } from "./queries";

/** The event that was sent, as the feed has it. */
export function Payload({ eventId }: { eventId: string }) {
  const event = useEvent(eventId);
  if (event.isPending) {
    return <Text size="sm">Loading the payload ...</Text>;
  }
  if (event.error) {
    return codeOf(event.error) === "resume_point_expired" ? (
      <Text size="sm">The feed no longer keeps this event, so its payload is gone.</Text>
    ) : (
      <Trouble error={event.error} retry={() => void event.refetch()} />
    );
  }
  return event.data === null ? (
    <Text size="sm">Your key does not allow this event, so its payload is not shown.</Text>
  ) : (
    <Json label="Payload" value={event.data} />
  );
}

export function Json({ label, value }: { label: string; value: object }) {
  return (
    <>
      <Text size="sm" fw={600}>
        {label}
      </Text>
      <Code block role="region" tabIndex={0} aria-label={label}>
        {JSON.stringify(value, null, 2)}
      </Code>
    </>
  );
}
