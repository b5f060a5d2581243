import { Select, type SelectProps } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Schemas } from "@concierge/client";
import { useAtomValue } from "jotai";
import { useState } from "react";
import { clientFor, dataOf } from "../api";
import { type Credential, credentialAtom } from "../state";

interface UserPickerProps extends Pick<SelectProps, "label" | "placeholder" | "clearable" | "size" | "aria-label" | "w" | "style"> {
  value: string | null;
  onChange: (id: string | null) => void;
  /** Id of a user who cannot be chosen. */
  except?: string | null;
}

/** Finds a user by name. */
export default function UserPicker({ value, onChange, except, ...select }: UserPickerProps) {
  const credential = useAtomValue(credentialAtom);
  const [search, setSearch] = useState("");
  const [asked] = useDebouncedValue(search, 200);
  const { data } = useQuery({
    queryKey: ["users", "picker", asked],
    queryFn: () => find(credential, asked),
    placeholderData: keepPreviousData,
  });
  const chosen = useUser(value);
  const users = (data?.items ?? []).filter((user) => user.id !== except && (user.status === "active" || user.id === value));
  const options = users.map((user) => ({ value: user.id, label: user.name === user.id ? user.id : `${user.name} (${user.id})` }));
  if (value !== null && !options.some((option) => option.value === value)) {
    options.unshift({ value, label: chosen?.name ?? value });
  }
  return (
    <Select
      {...select}
      data={options}
      value={value}
      onChange={onChange}
      searchable
      onSearchChange={(text) => setSearch(options.some((option) => option.label === text) ? "" : text)}
      nothingFoundMessage="No user has this name. Add users under Users."
      filter={({ options: found }) => found}
      clearButtonProps={{ "aria-label": "Clear" }}
    />
  );
}

/** Finds users by name. A user may not list them all: those with whom they wrote are offered first. */
function find(credential: Credential | null, name: string): Promise<{ items: Schemas["Peer"][] }> {
  const api = clientFor(credential);
  const id = credential?.userId;
  return id !== undefined && name.length < 3
    ? dataOf(api.GET("/users/{id}/contacts", { params: { path: { id } } }))
    : dataOf(api.GET("/users", { params: { query: { limit: 50, ...(name && { q: name }) } } }));
}

/** Gets a user; undefined while loading. */
export function useUser(id: string | null) {
  const credential = useAtomValue(credentialAtom);
  return useQuery({
    queryKey: ["users", "one", id],
    queryFn: () => dataOf(clientFor(credential).GET("/users/{id}", { params: { path: { id: id! } } })),
    enabled: id !== null,
  }).data;
}
