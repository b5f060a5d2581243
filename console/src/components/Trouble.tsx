import { Alert, Button, Group, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { explain } from "../errors";

interface TroubleProps {
  error: unknown;
  /** Tries again what failed. */
  retry?: (() => void) | undefined;
  children?: ReactNode;
}

/** Says what happened and what to do next. */
export function Trouble({ error, retry, children }: TroubleProps) {
  const { title, detail } = explain(error);
  return (
    <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={title} role="alert" my="xs">
      <Text size="sm" c="var(--mantine-color-text)">
        {detail}
      </Text>
      {(retry ?? children) && (
        <Group mt="xs" gap="xs">
          {retry && (
            <Button size="xs" variant="default" onClick={retry}>
              Try again
            </Button>
          )}
          {children}
        </Group>
      )}
    </Alert>
  );
}
