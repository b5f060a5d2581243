import { Skeleton, Stack } from "@mantine/core";

/** Takes the place of a list until it is there. */
export function Loading() {
  return (
    <Stack gap="xs" role="status" aria-label="Loading">
      {[0, 1, 2, 3].map((row) => (
        <Skeleton key={row} height={44} />
      ))}
    </Stack>
  );
}
