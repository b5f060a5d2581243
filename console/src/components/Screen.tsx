import { Group, Stack, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";

interface ScreenProps {
  title: string;
  description?: string;
  actions?: ReactNode;
  children: ReactNode;
}

/** A screen with its title, what it is for, and what can be done on it. */
export function Screen({ title, description, actions, children }: ScreenProps) {
  useDocumentTitle(`${title} - Concierge`);
  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-end" gap="xs">
        <div>
          <Title order={1} size="h3">
            {title}
          </Title>
          {description !== undefined && (
            <Text size="sm" c="dimmed">
              {description}
            </Text>
          )}
        </div>
        {actions}
      </Group>
      {children}
    </Stack>
  );
}
