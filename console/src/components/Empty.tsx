import { Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

/** What to do where there is nothing to show yet. */
export function Empty({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Stack align="center" gap={4} py="xl" ta="center">
      <Title order={3} size="h5">
        {title}
      </Title>
      <Text size="sm" c="dimmed" component="div">
        {children}
      </Text>
    </Stack>
  );
}
