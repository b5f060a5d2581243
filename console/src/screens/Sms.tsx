import { Badge, Button, Group, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Schemas } from "@concierge/client";
import dayjs from "dayjs";
import { useState } from "react";
import { dataOf, useApi, useIdempotencyKey } from "../api";
import { Empty } from "../components/Empty";
import { Instant } from "../components/Instant";
import { Loading } from "../components/Loading";
import { MoreButton } from "../components/MoreButton";
import { Screen } from "../components/Screen";
import { Trouble } from "../components/Trouble";
import { useDraft } from "../drafts";
import { phoneError, withoutSeparators } from "../phone";

type Status = Schemas["SmsStatus"];

const statuses: Status[] = [
  "scheduled",
  "queued",
  "sending",
  "sent",
  "delivered",
  "undelivered",
  "canceled",
  "failed",
  "expired",
  "unknown",
];

/** Colors below white text, with a contrast of 4.5 : 1. The other statuses are gray. */
const statusColors: Partial<Record<Status, string>> = {
  delivered: "#1f6f33",
  undelivered: "red.9",
  failed: "red.9",
  expired: "red.9",
  unknown: "#a33a0c",
};

/** Text messages to phones: the list, and below it the form that sends one. */
export default function Sms() {
  const [status, setStatus] = useState<Status | null>(null);
  const [number, setNumber] = useState("");
  return (
    <Screen title="SMS" description="Messages in the order in which they were accepted. Their status changes as the gateway reports.">
      <Group gap="xs" align="flex-end">
        <TextInput
          label="Only to this number"
          size="xs"
          value={number}
          onChange={(event) => setNumber(event.currentTarget.value)}
          error={number !== "" && phoneError(number) !== null ? "Complete the number" : null}
        />
        <Select
          label="Only with this status"
          size="xs"
          data={statuses}
          value={status}
          onChange={setStatus}
          clearable
          placeholder="Any"
          clearButtonProps={{ "aria-label": "Clear" }}
        />
      </Group>
      <List status={status} number={phoneError(number) === null ? withoutSeparators(number) : ""} />
      <Form />
    </Screen>
  );
}

function List({ status, number }: { status: Status | null; number: string }) {
  const api = useApi();
  const list = useInfiniteQuery({
    queryKey: ["sms", status, number],
    queryFn: ({ pageParam }) =>
      dataOf(
        api.GET("/sms-messages", {
          params: {
            query: {
              limit: 20,
              ...(status && { status }),
              ...(number && { recipient_phone: number }),
              ...(pageParam && { cursor: pageParam }),
            },
          },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });
  // The server lists the newest first; here the newest is next to the form.
  const messages = list.data?.pages.flatMap((page) => page.items).toReversed();
  if (list.error && !messages) {
    return <Trouble error={list.error} retry={() => void list.refetch()} />;
  }
  if (!messages) {
    return <Loading />;
  }
  if (messages.length === 0) {
    return status === null && number === "" ? (
      <Empty title="No SMS yet">Send the first one with the form below.</Empty>
    ) : (
      <Empty title="No SMS matches">Clear the filters above to see all of them.</Empty>
    );
  }
  return (
    <Stack gap="xs" mih={200}>
      <MoreButton list={list}>Older messages</MoreButton>
      <ol className="plain-list" aria-label="Sent messages">
        {messages.map((message) => (
          <Item key={message.message_id} message={message} />
        ))}
      </ol>
    </Stack>
  );
}

function Item({ message }: { message: Schemas["SmsMessage"] }) {
  const api = useApi();
  const queries = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => dataOf(api.POST("/sms-messages/{id}/cancel", { params: { path: { id: message.message_id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["sms"] }),
  });
  const canCancel = message.status === "scheduled" || message.status === "queued";
  const isRedacted = message.redacted_at !== null;
  return (
    <li className="sms" data-sms={message.message_id} data-status={message.status}>
      <Group justify="space-between" gap="xs">
        <Text fw={600} size="sm">
          {isRedacted ? "Number removed" : message.recipient_phone}
        </Text>
        <Group gap="xs">
          <Text size="xs">
            <Instant value={message.timestamp} />
          </Text>
          <Badge tt="none" variant="filled" color={statusColors[message.status] ?? "dark.6"} autoContrast={false}>
            {message.status}
          </Badge>
        </Group>
      </Group>
      <Text size="sm" style={{ whiteSpace: "pre-wrap" }}>
        {isRedacted ? "Text removed" : message.message_body}
      </Text>
      {message.status === "scheduled" && message.send_at !== null && (
        <Text size="xs">
          Will be sent <Instant value={message.send_at} />.
        </Text>
      )}
      {message.error !== null && (
        <Text size="xs" fw={600}>
          {message.error.detail}
        </Text>
      )}
      {canCancel && (
        <Button mt={4} size="compact-xs" variant="white" c="dark.9" loading={cancel.isPending} onClick={() => cancel.mutate()}>
          Cancel
        </Button>
      )}
      {cancel.error && <Trouble error={cancel.error} />}
    </li>
  );
}

function Form() {
  const api = useApi();
  const queries = useQueryClient();
  const [phone, setPhone] = useDraft("sms phone");
  const [body, setBody] = useDraft("sms body");
  const [sendAt, setSendAt] = useDraft("sms send at");
  const [wasTried, setTried] = useState(false);
  const { keyFor, forget } = useIdempotencyKey();
  const number = withoutSeparators(phone);
  const errors = {
    phone: phoneError(phone),
    body: body.trim() === "" ? "Enter a text." : null,
    sendAt: sendAt !== "" && !dayjs(sendAt).isAfter(dayjs()) ? "Choose a time in the future." : null,
  };
  const send = useMutation({
    mutationFn: () => {
      const request = { recipient_phone: number, message_body: body, ...(sendAt && { send_at: dayjs(sendAt).toISOString() }) };
      return dataOf(api.POST("/sms-messages", { params: { header: { "Idempotency-Key": keyFor(request) } }, body: request }));
    },
    onSuccess: async () => {
      forget();
      setPhone("");
      setBody("");
      setSendAt("");
      setTried(false);
      await queries.invalidateQueries({ queryKey: ["sms"] });
    },
  });
  const shown = (error: string | null) => (wasTried ? error : null);
  return (
    <form
      noValidate
      aria-label="Send an SMS"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!send.isPending && !errors.phone && !errors.body && !errors.sendAt) {
          send.mutate();
        }
      }}
    >
      <Stack gap="sm" maw={560}>
        <TextInput
          label="Recipient phone"
          description="10 digits, or + and the country code"
          type="tel"
          inputMode="tel"
          autoComplete="off"
          required
          readOnly={send.isPending}
          value={phone}
          error={shown(errors.phone)}
          onChange={(event) => setPhone(event.currentTarget.value)}
        />
        <Textarea
          label="Message body"
          autosize
          minRows={3}
          maxLength={1600}
          required
          readOnly={send.isPending}
          value={body}
          error={shown(errors.body)}
          onChange={(event) => setBody(event.currentTarget.value)}
        />
        <Counter number={errors.phone === null ? number : ""} body={body} />
        <TextInput
          label="Send later"
          description="In your time zone. Leave it empty to send now."
          type="datetime-local"
          readOnly={send.isPending}
          value={sendAt}
          error={shown(errors.sendAt)}
          onChange={(event) => setSendAt(event.currentTarget.value)}
        />
        {send.error && <Trouble error={send.error} retry={() => send.mutate()} />}
        <Group>
          <Button type="submit" loading={send.isPending}>
            {sendAt === "" ? "Send" : "Schedule"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** How the text travels, as the server counts it. */
function Counter({ number, body }: { number: string; body: string }) {
  const api = useApi();
  const [asked] = useDebouncedValue(JSON.stringify({ recipient_phone: number, message_body: body }), 300);
  const request = JSON.parse(asked) as { recipient_phone: string; message_body: string };
  const { data } = useQuery({
    queryKey: ["preview", asked],
    queryFn: () => dataOf(api.POST("/sms-messages/preview", { body: request })),
    enabled: request.recipient_phone !== "" && request.message_body.trim() !== "",
    placeholderData: keepPreviousData,
  });
  const isCurrent = data !== undefined && number !== "" && body.trim() !== "";
  return (
    <Text size="xs" c="dimmed" mih="1.2em" aria-live="polite">
      {isCurrent
        ? `${data.characters} characters in ${data.encoding}, ${data.segments === 1 ? "1 SMS" : `${data.segments} SMS`}`
        : `${body.length} of 1600 characters`}
    </Text>
  );
}
