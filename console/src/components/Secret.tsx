import { Alert, Button, Code, CopyButton, Group, Modal, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";

interface SecretProps {
  title: string;
  /** Null hides it. */
  secret: string | null;
  onClose: () => void;
  /** What to do with it. */
  children?: ReactNode;
}

/** A secret, which the server shows once. */
export function Secret({ title, secret, onClose, children }: SecretProps) {
  return (
    <Modal
      opened={secret !== null}
      onClose={onClose}
      title={title}
      closeButtonProps={{ "aria-label": "Close" }}
      closeOnClickOutside={false}
    >
      <Stack>
        <Alert color="yellow" title="Copy it now">
          <Text size="sm" c="var(--mantine-color-text)">
            It is shown once and cannot be read again.
          </Text>
        </Alert>
        <Code block role="region" tabIndex={0} aria-label={title} style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>
          {secret}
        </Code>
        {children !== undefined && <Text size="sm">{children}</Text>}
        <Group justify="flex-end">
          <CopyButton value={secret ?? ""}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? "Copied" : "Copy"}
              </Button>
            )}
          </CopyButton>
          <Button onClick={onClose}>Done</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
