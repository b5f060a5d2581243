import { Button } from "@mantine/core";

interface MoreButtonProps {
  list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> };
  children: string;
}

/** Loads the next page of a list, if there is one. */
export function MoreButton({ list, children }: MoreButtonProps) {
  return list.hasNextPage ? (
    <Button
      variant="subtle"
      size="xs"
      loading={list.isFetchingNextPage}
      onClick={() => void list.fetchNextPage()}
      mx="auto"
      display="block"
    >
      {children}
    </Button>
  ) : null;
}
