import type { FeedEvent } from "@concierge/client";
import { type QueryClient, type QueryKey, useQueryClient } from "@tanstack/react-query";
import { atom, useAtomValue, useSetAtom } from "jotai";
import { useEffect } from "react";
import { clientFor } from "./api";
import { SharedFeed } from "./feed";
import { type Credential, credentialAtom, feedStatusAtom } from "./state";

const mostEvents = 500;

/** The newest events that arrived since the page was loaded, newest first. */
export const recentEventsAtom = atom<FeedEvent[]>([]);

/** Gets the queries that an event makes stale. */
export function staleAfter(event: FeedEvent): QueryKey[] {
  switch (event.type) {
    case "message.created":
    case "message.updated":
    case "message.deleted":
    case "message.liked":
    case "message.unliked": {
      const { sender_id, recipient_id } = event.data;
      return [
        ["messages", ...pair(sender_id, recipient_id)],
        ["conversations", sender_id],
        ["conversations", recipient_id],
      ];
    }
    case "conversation.read":
      return [
        ["conversations", event.data.reader_id],
        ["conversations", event.data.peer_id],
      ];
    case "webhook_endpoint.deleted":
      // What is asked about the endpoint itself would be answered 404.
      return [["webhooks", "endpoints"]];
    case "webhook_endpoint.created":
    case "webhook_endpoint.updated":
    case "webhook_endpoint.failing":
    case "webhook_endpoint.recovered":
    case "webhook_endpoint.disabled":
      return [
        ["webhooks", "endpoints"],
        ["webhooks", event.resource_id],
      ];
    default:
      return [[resourceOf(event.type)], ...(/^(order|service)\./.test(event.type) ? [["availability"]] : [])];
  }
}

/** Two users in the order in which the keys of queries name them. */
export function pair(one: string, other: string): [string, string] {
  return one < other ? [one, other] : [other, one];
}

function resourceOf(type: FeedEvent["type"]): string {
  const resource = type.split(".")[0]!;
  return { user: "users", service: "services", order: "orders", sms: "sms", service_key: "keys" }[resource] ?? resource;
}

/** Follows the feed while the caller is signed in: each event refreshes what it changed. */
export function useLive(): void {
  const queries = useQueryClient();
  const credential = useAtomValue(credentialAtom);
  const setStatus = useSetAtom(feedStatusAtom);
  const setRecent = useSetAtom(recentEventsAtom);
  useEffect(() => {
    const refresh = refresher(queries);
    const feed = new SharedFeed({
      scope: scopeOf(credential),
      client: (send) => clientFor(credential, null, send),
      onStatus: setStatus,
      onMissed: () => void queries.invalidateQueries(),
      onEvents: (events) => {
        setRecent((recent) => [...events.toReversed(), ...recent].slice(0, mostEvents));
        events.flatMap(staleAfter).forEach(refresh);
      },
    });
    return () => feed.close();
  }, [queries, credential, setStatus, setRecent]);
}

/** A storm of events refreshes each query once in a while, not once per event. */
function refresher(queries: QueryClient): (key: QueryKey) => void {
  const waiting = new Map<string, QueryKey>();
  return (key) => {
    if (waiting.size === 0) {
      setTimeout(() => {
        const keys = [...waiting.values()];
        waiting.clear();
        keys.forEach((stale) => void queries.invalidateQueries({ queryKey: stale }));
      }, 50);
    }
    waiting.set(JSON.stringify(key), key);
  };
}

/** A name for a credential that does not tell it (FNV-1a). */
function scopeOf(credential: Credential | null): string {
  let hash = 0x811c9dc5;
  for (const character of credential?.secret ?? "") {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  }
  return (hash >>> 0).toString(16);
}
