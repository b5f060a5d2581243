import { ActionIcon, Badge, Button, Group, Modal, Select, Stack, Table, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconX } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Schemas } from "@concierge/client";
import { useState } from "react";
import { dataOf, taggedOf, useApi, useIdempotencyKey } from "../api";
import { complain } from "../complain";
import { Empty } from "../components/Empty";
import { Instant } from "../components/Instant";
import { Loading } from "../components/Loading";
import { MoreButton } from "../components/MoreButton";
import { Screen } from "../components/Screen";
import { Secret } from "../components/Secret";
import { Trouble } from "../components/Trouble";
import { useDraft } from "../drafts";
import { codeOf } from "../errors";

type User = Schemas["User"];

/** Users: find, add, change, deactivate, and mint tokens. */
export default function Users() {
  const api = useApi();
  const [search, setSearch] = useState("");
  const [asked] = useDebouncedValue(search.trim(), 200);
  const [isAdding, setAdding] = useState(false);
  const [changed, setChanged] = useState<{ user: User; etag: string } | null>(null);
  const [minting, setMinting] = useState<User | null>(null);
  const list = useInfiniteQuery({
    queryKey: ["users", "list", asked],
    queryFn: ({ pageParam }) =>
      dataOf(api.GET("/users", { params: { query: { limit: 50, ...(asked && { q: asked }), ...(pageParam && { cursor: pageParam }) } } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });
  const change = useMutation({
    mutationFn: (id: string) => taggedOf(api.GET("/users/{id}", { params: { path: { id } } })),
    onSuccess: ({ data, etag }) => setChanged({ user: data, etag }),
    onError: complain,
  });
  const users = list.data?.pages.flatMap((page) => page.items);
  return (
    <Screen
      title="Users"
      description="Who writes messages. A deactivated user writes nothing, and old messages stay readable."
      actions={<Button onClick={() => setAdding(true)}>Add user</Button>}
    >
      <TextInput label="Find by name" type="search" maw={320} value={search} onChange={(event) => setSearch(event.currentTarget.value)} />
      {list.isPending && <Loading />}
      {list.error && !users && <Trouble error={list.error} retry={() => void list.refetch()} />}
      {users?.length === 0 &&
        (asked === "" ? (
          <Empty title="No users yet">Add two, then they can write to each other under Conversations.</Empty>
        ) : (
          <Empty title="No user has this name">Try a part of the name.</Empty>
        ))}
      {users && users.length > 0 && (
        <Table.ScrollContainer minWidth={640} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Name</Table.Th>
                <Table.Th>Id</Table.Th>
                <Table.Th>Metadata</Table.Th>
                <Table.Th>Status</Table.Th>
                <Table.Th>Added</Table.Th>
                <Table.Th>Actions</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {users.map((user) => (
                <Table.Tr key={user.id}>
                  <Table.Td>{user.name}</Table.Td>
                  <Table.Td>{user.id}</Table.Td>
                  <Table.Td>
                    <Group gap={4}>
                      {Object.entries(user.metadata ?? {}).map(([key, value]) => (
                        <Badge key={key} tt="none" variant="light" color="gray">
                          {key}: {value}
                        </Badge>
                      ))}
                    </Group>
                  </Table.Td>
                  <Table.Td>
                    <Badge tt="none" variant="light" color={user.status === "active" ? "green" : "gray"}>
                      {user.status}
                    </Badge>
                  </Table.Td>
                  <Table.Td>
                    <Instant value={user.created_at} />
                  </Table.Td>
                  <Table.Td>
                    <Group gap="xs" wrap="nowrap">
                      <Button size="compact-sm" variant="default" aria-label={`Change ${user.name}`} onClick={() => change.mutate(user.id)}>
                        Change
                      </Button>
                      <Button size="compact-sm" variant="default" aria-label={`Tokens of ${user.name}`} onClick={() => setMinting(user)}>
                        Tokens
                      </Button>
                      <StatusButton user={user} />
                    </Group>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <MoreButton list={list}>More users</MoreButton>
      {isAdding && <AddUser onClose={() => setAdding(false)} />}
      {changed && <ChangeUser user={changed.user} etag={changed.etag} onClose={() => setChanged(null)} />}
      {minting && <Tokens user={minting} onClose={() => setMinting(null)} />}
    </Screen>
  );
}

function StatusButton({ user }: { user: User }) {
  const api = useApi();
  const queries = useQueryClient();
  const params = { path: { id: user.id } };
  const isActive = user.status === "active";
  const toggle = useMutation({
    mutationFn: async () => {
      await (isActive
        ? dataOf<unknown>(api.DELETE("/users/{id}", { params }))
        : dataOf<unknown>(api.POST("/users/{id}/reactivate", { params })));
    },
    onError: complain,
    onSettled: () => queries.invalidateQueries({ queryKey: ["users"] }),
  });
  return (
    <Button
      size="compact-sm"
      variant="default"
      aria-label={`${isActive ? "Deactivate" : "Reactivate"} ${user.name}`}
      loading={toggle.isPending}
      onClick={() => toggle.mutate()}
    >
      {isActive ? "Deactivate" : "Reactivate"}
    </Button>
  );
}

function AddUser({ onClose }: { onClose: () => void }) {
  const api = useApi();
  const queries = useQueryClient();
  const [name, setName] = useDraft("user name");
  const [id, setId] = useDraft("user id");
  const { keyFor } = useIdempotencyKey();
  const add = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), ...(id.trim() && { id: id.trim() }) };
      return dataOf(api.POST("/users", { params: { header: { "Idempotency-Key": keyFor(body) } }, body }));
    },
    onSuccess: async () => {
      setName("");
      setId("");
      await queries.invalidateQueries({ queryKey: ["users"] });
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title="Add user" closeButtonProps={{ "aria-label": "Close" }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate();
        }}
      >
        <Stack>
          <TextInput
            label="Name"
            required
            maxLength={100}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label="Id"
            description="Leave it empty to get one. It is shown to others: use no personal data."
            maxLength={64}
            value={id}
            onChange={(event) => setId(event.currentTarget.value)}
          />
          {add.error && <Trouble error={add.error} />}
          <Button type="submit" loading={add.isPending} disabled={name.trim() === ""}>
            Add
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}

function ChangeUser({ user, etag: first, onClose }: { user: User; etag: string; onClose: () => void }) {
  const api = useApi();
  const queries = useQueryClient();
  const [etag, setEtag] = useState(first);
  const [name, setName] = useState(user.name);
  const [pairs, setPairs] = useState(Object.entries(user.metadata ?? {}));
  const params = { path: { id: user.id } };
  const save = useMutation({
    mutationFn: () =>
      dataOf(
        api.PUT("/users/{id}", {
          params: { ...params, header: { "If-Match": etag } },
          body: { name: name.trim(), metadata: Object.fromEntries(pairs.filter(([key]) => key.trim() !== "")) },
        }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["users"] });
      onClose();
    },
    onError: async (error) => {
      if (codeOf(error) === "etag_mismatch") {
        setEtag((await taggedOf(api.GET("/users/{id}", { params }))).etag);
        await queries.invalidateQueries({ queryKey: ["users"] });
      }
    },
  });
  const put = (index: number, pair: [string, string]) => setPairs(pairs.map((old, i) => (i === index ? pair : old)));
  return (
    <Modal opened onClose={onClose} title={`Change ${user.id}`} closeButtonProps={{ "aria-label": "Close" }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Stack>
          <TextInput
            label="Name"
            required
            maxLength={100}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Text size="sm" fw={500}>
            Metadata
          </Text>
          {pairs.map(([key, value], index) => (
            <Group key={index} gap="xs" wrap="nowrap">
              <TextInput
                aria-label={`Key ${index + 1}`}
                placeholder="Key"
                value={key}
                onChange={(event) => put(index, [event.currentTarget.value, value])}
              />
              <TextInput
                aria-label={`Value ${index + 1}`}
                placeholder="Value"
                value={value}
                onChange={(event) => put(index, [key, event.currentTarget.value])}
              />
              <ActionIcon
                variant="default"
                aria-label={`Remove pair ${index + 1}`}
                onClick={() => setPairs(pairs.filter((_, i) => i !== index))}
              >
                <IconX size={14} aria-hidden />
              </ActionIcon>
            </Group>
          ))}
          {pairs.length < 50 && (
            <Button variant="default" size="xs" onClick={() => setPairs([...pairs, ["", ""]])}>
              Add a pair
            </Button>
          )}
          {save.error && <Trouble error={save.error} />}
          <Button type="submit" loading={save.isPending} disabled={name.trim() === ""}>
            Save
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}

const lifetimes = [
  { value: "3600", label: "One hour" },
  { value: "86400", label: "One day" },
  { value: "604800", label: "One week" },
  { value: "2592000", label: "30 days" },
];

function Tokens({ user, onClose }: { user: User; onClose: () => void }) {
  const api = useApi();
  const queries = useQueryClient();
  const [lifetime, setLifetime] = useState("3600");
  const [secret, setSecret] = useState<string | null>(null);
  const params = { path: { id: user.id } };
  const refresh = () => queries.invalidateQueries({ queryKey: ["users", "tokens", user.id] });
  const list = useQuery({ queryKey: ["users", "tokens", user.id], queryFn: () => dataOf(api.GET("/users/{id}/tokens", { params })) });
  const mint = useMutation({
    mutationFn: () => dataOf(api.POST("/users/{id}/tokens", { params, body: { expires_in: Number(lifetime) } })),
    onSuccess: async ({ token }) => {
      setSecret(token);
      await refresh();
    },
  });
  const revoke = useMutation({
    mutationFn: (token_id: string) => dataOf(api.DELETE("/users/{id}/tokens/{token_id}", { params: { path: { id: user.id, token_id } } })),
    onSettled: refresh,
  });
  const error = mint.error ?? revoke.error ?? list.error;
  return (
    <Modal opened onClose={onClose} title={`Tokens of ${user.name}`} closeButtonProps={{ "aria-label": "Close" }}>
      <Stack>
        <Group align="flex-end">
          <Select
            label="Valid for"
            data={lifetimes}
            value={lifetime}
            onChange={(value) => setLifetime(value ?? "3600")}
            allowDeselect={false}
          />
          <Button loading={mint.isPending} disabled={user.status !== "active"} onClick={() => mint.mutate()}>
            Mint a token
          </Button>
        </Group>
        {user.status !== "active" && <Text size="sm">Reactivate the user to mint a token.</Text>}
        {error && <Trouble error={error} />}
        {list.data?.items.length === 0 && (
          <Text size="sm" c="dimmed">
            This user has no token. Mint one, and give it to the user's app.
          </Text>
        )}
        {list.data?.items.map((token) => (
          <Group key={token.id} justify="space-between" wrap="nowrap">
            <Text size="sm">
              Until <Instant value={token.expires_at} />, minted by {token.minted_by}
            </Text>
            <Button
              size="compact-sm"
              variant="default"
              loading={revoke.isPending && revoke.variables === token.id}
              onClick={() => revoke.mutate(token.id)}
            >
              Revoke
            </Button>
          </Group>
        ))}
      </Stack>
      <Secret title="New token" secret={secret} onClose={() => setSecret(null)} />
    </Modal>
  );
}
