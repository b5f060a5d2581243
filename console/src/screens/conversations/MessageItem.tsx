import { ActionIcon, Button, Group, Menu, Stack, Text, Textarea } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { IconDots, IconPencil, IconThumbUp, IconThumbUpFilled, IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Schemas } from "@concierge/client";
import { useState } from "react";
import { codeOf, explain } from "../../errors";
import { dataOf, taggedOf, useApi } from "../../api";
import { Instant } from "../../components/Instant";
import { Trouble } from "../../components/Trouble";
import { pair } from "../../live";

interface MessageItemProps {
  message: Schemas["Message"];
  /** Who looks at it. */
  user: string;
  /** Whether the peer has read it. */
  isRead: boolean;
}

/** A message, and what this user can do with it. */
export function MessageItem({ message, user, isRead }: MessageItemProps) {
  const api = useApi(user);
  const queries = useQueryClient();
  const [edited, setEdited] = useState<{ etag: string; body: string } | null>(null);
  const isOwn = message.sender_id === user;
  const isLiked = message.liked_by.includes(user);
  const path = { id: message.id };
  const refresh = () => queries.invalidateQueries({ queryKey: ["messages", ...pair(message.sender_id, message.recipient_id)] });
  const complain = (error: unknown) => notifications.show({ color: "red", title: explain(error).title, message: explain(error).detail });

  const like = useMutation({
    mutationFn: async () => {
      const liked = { params: { path: { id: message.id, user_id: user } } };
      await (isLiked
        ? dataOf<unknown>(api.DELETE("/messages/{id}/likes/{user_id}", liked))
        : dataOf<unknown>(api.PUT("/messages/{id}/likes/{user_id}", liked)));
    },
    onSuccess: refresh,
    onError: complain,
  });
  const begin = useMutation({
    mutationFn: () => taggedOf(api.GET("/messages/{id}", { params: { path } })),
    onSuccess: ({ data, etag }) => setEdited({ etag, body: data.body ?? "" }),
    onError: complain,
  });
  const remove = useMutation({
    mutationFn: () => dataOf(api.DELETE("/messages/{id}", { params: { path } })),
    onSuccess: refresh,
    onError: complain,
  });
  const confirmRemoval = () =>
    modals.openConfirmModal({
      title: "Delete this message?",
      children: <Text size="sm">Its text is removed for both users and cannot be brought back.</Text>,
      labels: { confirm: "Delete", cancel: "Keep" },
      confirmProps: { color: "red.8" },
      closeButtonProps: { "aria-label": "Close" },
      onConfirm: () => remove.mutate(),
    });

  if (message.deleted_at !== null) {
    return (
      <div className={isOwn ? "message own" : "message"} data-message={message.id}>
        <Text size="sm" c="dimmed" fs="italic">
          Deleted <Instant value={message.deleted_at} />
        </Text>
      </div>
    );
  }
  return (
    <div className={isOwn ? "message own" : "message"} data-message={message.id}>
      {edited ? <Editor message={message} user={user} edited={edited} onEdit={setEdited} onSaved={refresh} /> : <p>{message.body}</p>}
      <Group gap={6} mt={2} justify="space-between" wrap="nowrap">
        <Text size="xs" c="dimmed">
          <Instant value={message.created_at} />
          {message.edited_at !== null && (
            <>
              {" "}
              · <span title={message.edited_at}>edited</span>
            </>
          )}
          {isRead && " · read"}
        </Text>
        <Group gap={2} wrap="nowrap">
          <ActionIcon
            variant="subtle"
            size="sm"
            color="gray"
            w="auto"
            px={4}
            loading={like.isPending}
            aria-pressed={isLiked}
            aria-label={`Like, ${message.liked_by.length} so far`}
            onClick={() => like.mutate()}
          >
            {isLiked ? <IconThumbUpFilled size={14} aria-hidden /> : <IconThumbUp size={14} aria-hidden />}
            {message.liked_by.length > 0 && (
              <Text size="xs" ml={4} component="span">
                {message.liked_by.length}
              </Text>
            )}
          </ActionIcon>
          {isOwn && !edited && (
            <Menu position="bottom-end">
              <Menu.Target>
                <ActionIcon variant="subtle" size="sm" color="gray" aria-label="Change or delete">
                  <IconDots size={14} aria-hidden />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item leftSection={<IconPencil size={14} aria-hidden />} onClick={() => begin.mutate()}>
                  Change
                </Menu.Item>
                <Menu.Item leftSection={<IconTrash size={14} aria-hidden />} onClick={confirmRemoval}>
                  Delete
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          )}
        </Group>
      </Group>
    </div>
  );
}

interface EditorProps {
  message: Schemas["Message"];
  user: string;
  edited: { etag: string; body: string };
  onEdit: (edited: { etag: string; body: string } | null) => void;
  onSaved: () => Promise<void>;
}

function Editor({ message, user, edited, onEdit, onSaved }: EditorProps) {
  const api = useApi(user);
  const save = useMutation({
    mutationFn: () =>
      dataOf(
        api.PUT("/messages/{id}", {
          params: { path: { id: message.id }, header: { "If-Match": edited.etag } },
          body: { body: edited.body },
        }),
      ),
    onSuccess: async () => {
      await onSaved();
      onEdit(null);
    },
    onError: async (error) => {
      if (codeOf(error) === "etag_mismatch") {
        const { etag } = await taggedOf(api.GET("/messages/{id}", { params: { path: { id: message.id } } }));
        await onSaved();
        onEdit({ ...edited, etag });
      }
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack gap="xs">
        <Textarea
          aria-label="New text"
          autosize
          minRows={2}
          maxLength={4000}
          data-autofocus
          disabled={save.isPending}
          value={edited.body}
          onChange={(event) => onEdit({ ...edited, body: event.currentTarget.value })}
        />
        {save.error && (
          <Trouble error={save.error}>
            {codeOf(save.error) === "etag_mismatch" && message.body !== null && <Text size="sm">It now says: “{message.body}”</Text>}
          </Trouble>
        )}
        <Group gap="xs">
          <Button type="submit" size="xs" loading={save.isPending} disabled={edited.body.trim() === ""}>
            Save
          </Button>
          <Button size="xs" variant="default" onClick={() => onEdit(null)}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
