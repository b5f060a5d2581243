import { Badge, Button, Group, Modal, Stack, Table, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Schemas } from "@concierge/client";
import { useState } from "react";
import { dataOf, taggedOf, useApi, useIdempotencyKey, useOwnId } from "../api";
import { Empty } from "../components/Empty";
import { Instant } from "../components/Instant";
import { Loading } from "../components/Loading";
import { MoreButton } from "../components/MoreButton";
import { Screen } from "../components/Screen";
import { Trouble } from "../components/Trouble";
import { useDraft } from "../drafts";
import { explain } from "../errors";

/** What can be ordered. */
export default function Services() {
  const api = useApi();
  const isReader = useOwnId() !== undefined;
  const [isAdding, setAdding] = useState(false);
  const [renamed, setRenamed] = useState<Schemas["Service"] | null>(null);
  const list = useInfiniteQuery({
    queryKey: ["services", "list"],
    queryFn: ({ pageParam }) => dataOf(api.GET("/services", { params: { query: { limit: 50, ...(pageParam && { cursor: pageParam }) } } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
  });
  const services = list.data?.pages.flatMap((page) => page.items);
  return (
    <Screen
      title="Services"
      description="What orders are for. An inactive service keeps its orders and takes no new ones."
      actions={!isReader && <Button onClick={() => setAdding(true)}>Add service</Button>}
    >
      {list.isPending && <Loading />}
      {list.error && !services && <Trouble error={list.error} retry={() => void list.refetch()} />}
      {services?.length === 0 && (
        <Empty title="No services yet">{isReader ? "Ask a backend to add some." : "Add the first one, then book orders for it."}</Empty>
      )}
      {services && services.length > 0 && (
        <Table.ScrollContainer minWidth={480} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Name</Table.Th>
                <Table.Th>Id</Table.Th>
                <Table.Th>Status</Table.Th>
                <Table.Th>Added</Table.Th>
                {!isReader && <Table.Th>Actions</Table.Th>}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {services.map((service) => (
                <Table.Tr key={service.id}>
                  <Table.Td>{service.name}</Table.Td>
                  <Table.Td>{service.id}</Table.Td>
                  <Table.Td>
                    <Badge tt="none" variant="light" color={service.active ? "green" : "gray"}>
                      {service.active ? "active" : "inactive"}
                    </Badge>
                  </Table.Td>
                  <Table.Td>
                    <Instant value={service.created_at} />
                  </Table.Td>
                  {!isReader && (
                    <Table.Td>
                      <Actions service={service} onRename={() => setRenamed(service)} />
                    </Table.Td>
                  )}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <MoreButton list={list}>More services</MoreButton>
      {isAdding && <AddService onClose={() => setAdding(false)} />}
      {renamed && <RenameService service={renamed} onClose={() => setRenamed(null)} />}
    </Screen>
  );
}

function Actions({ service, onRename }: { service: Schemas["Service"]; onRename: () => void }) {
  const api = useApi();
  const queries = useQueryClient();
  const settle = {
    onError: (error: unknown) => notifications.show({ color: "red", title: explain(error).title, message: explain(error).detail }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["services"] }),
  };
  const path = { id: service.id };
  const toggle = useMutation({
    mutationFn: async () => {
      const { data, etag } = await taggedOf(api.GET("/services/{id}", { params: { path } }));
      return dataOf(
        api.PUT("/services/{id}", { params: { path, header: { "If-Match": etag } }, body: { name: data.name, active: !service.active } }),
      );
    },
    ...settle,
  });
  const remove = useMutation({ mutationFn: () => dataOf(api.DELETE("/services/{id}", { params: { path } })), ...settle });
  return (
    <Group gap="xs" wrap="nowrap">
      <Button size="compact-sm" variant="default" aria-label={`Rename ${service.name}`} onClick={onRename}>
        Rename
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={`${service.active ? "Deactivate" : "Activate"} ${service.name}`}
        loading={toggle.isPending}
        onClick={() => toggle.mutate()}
      >
        {service.active ? "Deactivate" : "Activate"}
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={`Delete ${service.name}`}
        loading={remove.isPending}
        onClick={() => remove.mutate()}
      >
        Delete
      </Button>
    </Group>
  );
}

function AddService({ onClose }: { onClose: () => void }) {
  const api = useApi();
  const queries = useQueryClient();
  const [name, setName] = useDraft("service name");
  const [id, setId] = useDraft("service id");
  const { keyFor } = useIdempotencyKey();
  const add = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), ...(id.trim() && { id: id.trim() }) };
      return dataOf(api.POST("/services", { params: { header: { "Idempotency-Key": keyFor(body) } }, body }));
    },
    onSuccess: async () => {
      setName("");
      setId("");
      await queries.invalidateQueries({ queryKey: ["services"] });
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title="Add service" closeButtonProps={{ "aria-label": "Close" }}>
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
            description="Leave it empty to get one."
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

function RenameService({ service, onClose }: { service: Schemas["Service"]; onClose: () => void }) {
  const api = useApi();
  const queries = useQueryClient();
  const [name, setName] = useState(service.name);
  const rename = useMutation({
    mutationFn: () =>
      dataOf(api.PUT("/services/{id}", { params: { path: { id: service.id } }, body: { name: name.trim(), active: service.active } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["services"] });
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={`Rename ${service.name}`} closeButtonProps={{ "aria-label": "Close" }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate();
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
          {rename.error && <Trouble error={rename.error} />}
          <Button type="submit" loading={rename.isPending} disabled={name.trim() === ""}>
            Save
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}
