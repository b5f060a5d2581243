import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { dataOf, useApi, useIdempotencyKey } from "../../api";
import { Trouble } from "../../components/Trouble";
import { useDraft } from "../../drafts";
import { pair } from "../../live";

const mostCharacters = 4000;

/** Writes a message. The text stays until the server has stored it. */
export function Composer({ draft, user, peer }: { draft: string; user: string; peer: string }) {
  const api = useApi(user);
  const queries = useQueryClient();
  const [text, setText] = useDraft(draft);
  const { keyFor, forget } = useIdempotencyKey();
  const input = useRef<HTMLTextAreaElement>(null);
  const send = useMutation({
    mutationFn: () => {
      const body = { sender_id: user, recipient_id: peer, body: text };
      return dataOf(api.POST("/messages", { params: { header: { "Idempotency-Key": keyFor(body) } }, body }));
    },
    onSuccess: async () => {
      forget();
      setText("");
      await queries.invalidateQueries({ queryKey: ["messages", ...pair(user, peer)] });
    },
    onSettled: () => setTimeout(() => input.current?.focus()),
  });
  const canSend = text.trim() !== "" && !send.isPending;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (canSend) {
          send.mutate();
        }
      }}
    >
      <Stack gap="xs">
        {send.error && <Trouble error={send.error} retry={() => send.mutate()} />}
        <Textarea
          ref={input}
          label="Message"
          placeholder={`Write to ${peer}`}
          autosize
          minRows={2}
          maxRows={6}
          maxLength={mostCharacters}
          // Not disabled while sending, or the focus would be lost.
          readOnly={send.isPending}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
              event.currentTarget.form?.requestSubmit();
            }
          }}
        />
        <Group justify="space-between">
          <Text size="xs" c="dimmed">
            {text.length > mostCharacters - 500 ? `${mostCharacters - text.length} characters left` : "Ctrl + Enter sends"}
          </Text>
          <Button type="submit" size="sm" loading={send.isPending} disabled={!canSend}>
            Send
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
