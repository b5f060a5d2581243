import { Badge, Button, Checkbox, Group, Modal, Stack, Table, Text, TextInput } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Schemas } from "@concierge/client";
import dayjs from "dayjs";
import { useState } from "react";
import { dataOf, useApi } from "../api";
import { Empty } from "../components/Empty";
import { Instant } from "../components/Instant";
import { Loading } from "../components/Loading";
import { MoreButton } from "../components/MoreButton";
import { Screen } from "../components/Screen";
import { Secret } from "../components/Secret";
import { Trouble } from "../components/Trouble";
import { explain } from "../errors";

type ServiceKey = Schemas["ServiceKey"];

const scopes: [string, string][] = [
  ["users", "read and change users"],
  ["users:read", "read users"],
  ["messages", "read and write messages"],
  ["messages:read", "read messages"],
  ["orders", "read and book orders"],
  ["orders:read", "read orders"],
  ["sms", "send and read SMS"],
  ["tokens", "mint users' tokens"],
  ["webhooks", "manage webhooks"],
  ["admin", "manage keys, read the audit"],
];

/** Keys of backends: create, rotate, revoke. */
export default function ServiceKeys() {
  const api = useApi();
  const [isCreating, setCreating] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const list = useInfiniteQuery({
    queryKey: ["keys"],
    queryFn: ({ pageParam }) =>
      dataOf(api.GET("/service-keys", { params: { query: { limit: 50, ...(pageParam && { cursor: pageParam }) } } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
  });
  const keys = list.data?.pages.flatMap((page) => page.items);
  return (
    <Screen
      title="Service keys"
      description="What backends sign in with. All keys of one name are one backend."
      actions={<Button onClick={() => setCreating(true)}>Create key</Button>}
    >
      {list.isPending && <Loading />}
      {list.error && !keys && <Trouble error={list.error} retry={() => void list.refetch()} />}
      {keys?.length === 0 && <Empty title="No keys yet">Create one for each backend, with the scopes that it needs and no more.</Empty>}
      {keys && keys.length > 0 && (
        <Table.ScrollContainer minWidth={720} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Backend</Table.Th>
                <Table.Th>Scopes</Table.Th>
                <Table.Th>Last used</Table.Th>
                <Table.Th>Expires</Table.Th>
                <Table.Th>Status</Table.Th>
                <Table.Th>Actions</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {keys.map((key) => (
                <Row key={key.id} serviceKey={key} onSecret={setSecret} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <MoreButton list={list}>More keys</MoreButton>
      {isCreating && <CreateKey onClose={() => setCreating(false)} onSecret={setSecret} />}
      <Secret title="New service key" secret={secret} onClose={() => setSecret(null)} />
    </Screen>
  );
}

function statusOf({ revoked_at, expires_at }: ServiceKey): "active" | "revoked" | "expired" {
  return revoked_at !== null ? "revoked" : expires_at !== null && dayjs(expires_at).isBefore(dayjs()) ? "expired" : "active";
}

function Row({ serviceKey, onSecret }: { serviceKey: ServiceKey; onSecret: (secret: string) => void }) {
  const api = useApi();
  const queries = useQueryClient();
  const params = { path: { id: serviceKey.id } };
  const status = statusOf(serviceKey);
  const settle = {
    onError: (error: unknown) => notifications.show({ color: "red", title: explain(error).title, message: explain(error).detail }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["keys"] }),
  };
  const rotate = useMutation({
    mutationFn: () => dataOf(api.POST("/service-keys/{id}/rotate", { params, body: {} })),
    onSuccess: ({ key }) => onSecret(key),
    ...settle,
  });
  const revoke = useMutation({ mutationFn: () => dataOf(api.DELETE("/service-keys/{id}", { params })), ...settle });
  const confirm = () =>
    modals.openConfirmModal({
      title: `Revoke this key of ${serviceKey.name}?`,
      children: <Text size="sm">Whatever uses it is refused within two seconds. This cannot be undone.</Text>,
      labels: { confirm: "Revoke", cancel: "Keep" },
      confirmProps: { color: "red.8" },
      closeButtonProps: { "aria-label": "Close" },
      onConfirm: () => revoke.mutate(),
    });
  return (
    <Table.Tr>
      <Table.Td>{serviceKey.name}</Table.Td>
      <Table.Td>
        <Group gap={4}>
          {serviceKey.scopes.map((scope) => (
            <Badge key={scope} tt="none" variant="light" color="gray">
              {scope}
            </Badge>
          ))}
        </Group>
      </Table.Td>
      <Table.Td>{serviceKey.last_used_at === null ? "never" : <Instant value={serviceKey.last_used_at} />}</Table.Td>
      <Table.Td>{serviceKey.expires_at === null ? "never" : <Instant value={serviceKey.expires_at} />}</Table.Td>
      <Table.Td>
        <Badge tt="none" variant="light" color={status === "active" ? "green" : "gray"}>
          {status}
        </Badge>
      </Table.Td>
      <Table.Td>
        {status === "active" && (
          <Group gap="xs" wrap="nowrap">
            <Button
              size="compact-sm"
              variant="default"
              aria-label={`Rotate key of ${serviceKey.name}`}
              title="A new key; the old one works for another day."
              loading={rotate.isPending}
              onClick={() => rotate.mutate()}
            >
              Rotate
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              aria-label={`Revoke key of ${serviceKey.name}`}
              loading={revoke.isPending}
              onClick={confirm}
            >
              Revoke
            </Button>
          </Group>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function CreateKey({ onClose, onSecret }: { onClose: () => void; onSecret: (secret: string) => void }) {
  const api = useApi();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<string[]>([]);
  const [expiry, setExpiry] = useState("");
  const create = useMutation({
    mutationFn: () =>
      dataOf(
        api.POST("/service-keys", {
          body: { name: name.trim(), scopes: chosen, ...(expiry && { expires_at: dayjs(expiry).toISOString() }) },
        }),
      ),
    onSuccess: async ({ key }) => {
      onClose();
      onSecret(key);
      await queries.invalidateQueries({ queryKey: ["keys"] });
    },
  });
  return (
    <Modal opened onClose={onClose} title="Create key" closeButtonProps={{ "aria-label": "Close" }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <Stack>
          <TextInput
            label="Name of the backend"
            required
            maxLength={100}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Checkbox.Group label="Scopes" required value={chosen} onChange={setChosen}>
            <Stack gap={6} mt={4}>
              {scopes.map(([scope, meaning]) => (
                <Checkbox key={scope} value={scope} label={`${scope}: ${meaning}`} />
              ))}
            </Stack>
          </Checkbox.Group>
          <TextInput
            label="Expires"
            description="In your time zone. Leave it empty for a key that does not expire."
            type="datetime-local"
            value={expiry}
            onChange={(event) => setExpiry(event.currentTarget.value)}
          />
          {create.error && <Trouble error={create.error} />}
          <Button type="submit" loading={create.isPending} disabled={name.trim() === "" || chosen.length === 0}>
            Create
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}
