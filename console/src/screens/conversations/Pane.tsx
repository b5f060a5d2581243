import { ActionIcon, Badge, Card, Group, Stack, Text, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { Schemas } from "@concierge/client";
import { dataOf, useApi } from "../../api";
import { Empty } from "../../components/Empty";
import { Instant } from "../../components/Instant";
import { MoreButton } from "../../components/MoreButton";
import { Trouble } from "../../components/Trouble";
import UserPicker from "../../components/UserPicker";
import { Composer } from "./Composer";
import { Thread } from "./Thread";

interface PaneProps {
  name: string;
  user: string | null;
  peer: string | null;
  /** Absent where the caller is this one user. */
  onUser?: (id: string | null) => void;
  onPeer: (id: string | null) => void;
}

/** One user's side: the conversations, or an open one. */
export function Pane({ name, user, peer, onUser, onPeer }: PaneProps) {
  return (
    <Card
      withBorder
      padding="sm"
      component="section"
      aria-label={user === null ? "Nobody chosen" : `Side of ${user}`}
      data-testid={`pane-${name}`}
    >
      <Stack gap="sm">
        <Group grow gap="xs" align="flex-end">
          {onUser && <UserPicker label="Acting as" value={user} onChange={onUser} />}
          {user !== null && (
            <UserPicker label="Writing to" value={peer} onChange={onPeer} except={user} clearable placeholder="Find a user" />
          )}
        </Group>
        {user === null ? (
          <Empty title="Nobody is chosen">Choose who acts on this side.</Empty>
        ) : peer === null ? (
          <ConversationList user={user} onPeer={onPeer} />
        ) : (
          <OpenConversation key={`${user} ${peer}`} name={name} user={user} peer={peer} onBack={() => onPeer(null)} />
        )}
      </Stack>
    </Card>
  );
}

function ConversationList({ user, onPeer }: { user: string; onPeer: (id: string) => void }) {
  const api = useApi(user);
  const list = useInfiniteQuery({
    queryKey: ["conversations", user, "list"],
    queryFn: ({ pageParam }) =>
      dataOf(api.GET("/users/{id}/conversations", { params: { path: { id: user }, query: { ...(pageParam && { cursor: pageParam }) } } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
  });
  const conversations = list.data?.pages.flatMap((page) => page.items);
  if (list.error) {
    return <Trouble error={list.error} retry={() => void list.refetch()} />;
  }
  if (conversations?.length === 0) {
    return <Empty title="No conversations yet">Choose a user in “Writing to” and send the first message.</Empty>;
  }
  return (
    <>
      <ul className="plain-list">
        {conversations?.map((conversation) => (
          <li key={conversation.id}>
            <ConversationRow conversation={conversation} onOpen={() => onPeer(conversation.peer.id)} />
          </li>
        ))}
      </ul>
      <MoreButton list={list}>More conversations</MoreButton>
    </>
  );
}

function ConversationRow({ conversation, onOpen }: { conversation: Schemas["Conversation"]; onOpen: () => void }) {
  const { peer, last_message: last, unread_count: unread } = conversation;
  return (
    <UnstyledButton className="conversation" onClick={onOpen}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text fw={600} truncate>
          {peer.name}
        </Text>
        <Text size="xs" c="dimmed">
          <Instant value={conversation.last_activity_at} />
        </Text>
      </Group>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text size="sm" c="dimmed" truncate>
          {last?.body ?? "No messages"}
        </Text>
        {unread > 0 && (
          <Badge tt="none">
            {conversation.unread_capped ? `${unread}+` : unread}
            <VisuallyHidden> unread</VisuallyHidden>
          </Badge>
        )}
      </Group>
    </UnstyledButton>
  );
}

function OpenConversation({ name, user, peer, onBack }: { name: string; user: string; peer: string; onBack: () => void }) {
  const api = useApi(user);
  const unread = useQuery({
    queryKey: ["conversations", user, "unread"],
    queryFn: () => dataOf(api.GET("/users/{id}/unread", { params: { path: { id: user } } })),
  }).data;
  return (
    <>
      <Group justify="space-between">
        <Group gap="xs">
          <ActionIcon variant="default" aria-label="All conversations" onClick={onBack}>
            <IconArrowLeft size={16} aria-hidden />
          </ActionIcon>
          <Text size="sm">All conversations</Text>
        </Group>
        {unread !== undefined && unread.messages > 0 && (
          <Badge tt="none" aria-live="polite">
            {unread.capped ? `${unread.messages}+` : unread.messages} unread
          </Badge>
        )}
      </Group>
      <Thread user={user} peer={peer} />
      <Composer draft={`message ${name} ${user} ${peer}`} user={user} peer={peer} />
    </>
  );
}
