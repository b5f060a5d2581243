import { Center, Loader, Stack } from "@mantine/core";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { dataOf, useApi } from "../../api";
import { Empty } from "../../components/Empty";
import { MoreButton } from "../../components/MoreButton";
import { Trouble } from "../../components/Trouble";
import { pair } from "../../live";
import { MessageItem } from "./MessageItem";

/** Distance from the end, in pixels, within which the reader counts as being there. */
const nearEnd = 40;

/** The messages between a user and a peer, oldest first. What the user has scrolled to the end of is marked as read. */
export function Thread({ user, peer }: { user: string; peer: string }) {
  const api = useApi(user);
  const queries = useQueryClient();
  const [isAtEnd, setAtEnd] = useState(true);
  const path = { id: user, peer_id: peer };
  const list = useInfiniteQuery({
    queryKey: ["messages", ...pair(user, peer), user],
    queryFn: ({ pageParam }) =>
      dataOf(
        api.GET("/users/{id}/conversations/{peer_id}/messages", {
          params: { path, query: { include_deleted: true, limit: 30, ...(pageParam && { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
  });
  const messages = list.data?.pages.flatMap((page) => page.items).toReversed();
  const newest = messages?.at(-1);
  const conversation = useQuery({
    queryKey: ["conversations", user, "one", peer],
    queryFn: () => dataOf(api.GET("/users/{id}/conversations/{peer_id}", { params: { path } })),
    enabled: newest !== undefined,
  }).data;
  const box = useScrollPosition(isAtEnd, messages?.[0]?.id, messages?.length);

  const unread = conversation?.unread_count ?? 0;
  const upTo = newest?.id;
  useEffect(() => {
    if (unread > 0 && isAtEnd && upTo !== undefined && document.visibilityState === "visible") {
      dataOf(api.PUT("/users/{id}/conversations/{peer_id}/read", { params: { path: { id: user, peer_id: peer } }, body: { up_to: upTo } }))
        .then(() => queries.invalidateQueries({ queryKey: ["conversations", user] }))
        // Reading goes on. The next message marks this one, too.
        .catch(() => undefined);
    }
  }, [api, queries, user, peer, unread, isAtEnd, upTo]);

  if (list.error && !messages) {
    return <Trouble error={list.error} retry={() => void list.refetch()} />;
  }
  const readUpTo = messages?.find((message) => message.id === conversation?.peer_last_read_message_id)?.position ?? 0;
  return (
    <div
      className="thread"
      ref={box}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- Keys must scroll it (WCAG 2.1.1).
      tabIndex={0}
      role="log"
      aria-label={`Messages with ${peer}`}
      onScroll={(event) => setAtEnd(isEnd(event.currentTarget))}
    >
      {!messages && (
        <Center h="100%">
          <Loader size="sm" role="status" aria-label="Loading" />
        </Center>
      )}
      {messages?.length === 0 && <Empty title="No messages yet">Write the first one below.</Empty>}
      <Stack gap="xs" align="flex-start">
        <MoreButton list={list}>Older messages</MoreButton>
        {messages?.map((message) => (
          <MessageItem key={message.id} message={message} user={user} isRead={message.sender_id === user && message.position <= readUpTo} />
        ))}
      </Stack>
    </div>
  );
}

function isEnd(box: HTMLElement): boolean {
  return box.scrollHeight - box.scrollTop - box.clientHeight < nearEnd;
}

/** Stays at the end when messages arrive, and in place when older ones are put in front. */
function useScrollPosition(isAtEnd: boolean, first: string | undefined, count: number | undefined) {
  const box = useRef<HTMLDivElement>(null);
  const before = useRef<{ first: string | undefined; height: number }>({ first: undefined, height: 0 });
  useLayoutEffect(() => {
    const element = box.current;
    if (element) {
      if (isAtEnd) {
        element.scrollTop = element.scrollHeight;
      } else if (before.current.first !== first) {
        element.scrollTop += element.scrollHeight - before.current.height;
      }
      before.current = { first, height: element.scrollHeight };
    }
  }, [isAtEnd, first, count]);
  return box;
}
