import type { ConciergeClient, Schemas } from "@concierge/client";
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useAtomValue } from "jotai";
import { useMemo } from "react";
import { clientFor, dataOf, taggedOf } from "../../api";
import { credentialAtom } from "../../state";
import { type Pending, type SuccessRate, successRateOf } from "./words";

export type Endpoint = Schemas["WebhookEndpoint"];
export type Delivery = Schemas["WebhookDelivery"];
export type Attempt = Schemas["WebhookAttempt"];

/** Key of every query about webhooks. An event of an endpoint makes all of them stale. */
export const webhooks = ["webhooks"];

/** The server has at most 100 endpoints. */
const mostEndpoints = 100;
/** Number of attempts from which the success rate is computed. */
const ratedAttempts = 50;
/** Number of pending deliveries that are counted. */
const countedDeliveries = 200;
const pageSize = 20;

// Deliveries leave no events, so what they change is asked for while it is on the screen.
const endpointInterval = 5_000;
const rateInterval = 30_000;
const historyInterval = 3_000;

/** Gets a client that acts as the backend, whoever is chosen in the header: users have no webhooks. */
export function useBackend(): ConciergeClient {
  const credential = useAtomValue(credentialAtom);
  return useMemo(() => clientFor(credential), [credential]);
}

/**
 * Gets all endpoints, newest first.
 * @param isWatched Whether their lag is on the screen. Otherwise events alone refresh them.
 */
export function useEndpoints(isWatched: boolean) {
  const api = useBackend();
  return useQuery({
    queryKey: [...webhooks, "endpoints"],
    queryFn: () => dataOf(api.GET("/webhook-endpoints", { params: { query: { limit: mostEndpoints } } })),
    refetchInterval: isWatched && endpointInterval,
    select: (page) => page.items,
  });
}

/** Enables or disables an endpoint, and leaves the rest of it as it is. */
export function useSwitch(id: string, change: Pick<Schemas["UpdateWebhookEndpointRequest"], "enabled" | "resume">) {
  const api = useBackend();
  const queries = useQueryClient();
  const path = { id };
  return useMutation({
    mutationFn: async () => {
      const { data, etag } = await taggedOf(api.GET("/webhook-endpoints/{id}", { params: { path } }));
      const { url, types, description } = data;
      return dataOf(
        api.PUT("/webhook-endpoints/{id}", {
          params: { path, header: { "If-Match": etag } },
          body: { url, description, ...(types && { types }), ...change },
        }),
      );
    },
    onSettled: () => queries.invalidateQueries({ queryKey: webhooks }),
  });
}

/** Gets the success rate of the newest attempts; null if there are none. */
export function useSuccessRate(id: string) {
  const api = useBackend();
  return useQuery({
    queryKey: [...webhooks, id, "rate"],
    queryFn: () =>
      dataOf(api.GET("/webhook-endpoints/{id}/attempts", { params: { path: { id }, query: { limit: ratedAttempts } } })),
    refetchInterval: rateInterval,
    select: (page): SuccessRate | null => successRateOf(page.items),
  });
}

/** Counts the deliveries of an endpoint that are not made yet. */
export function usePending(id: string) {
  const api = useBackend();
  return useQuery({
    queryKey: [...webhooks, id, "pending"],
    queryFn: () =>
      dataOf(
        api.GET("/webhook-endpoints/{id}/deliveries", { params: { path: { id }, query: { status: "pending", limit: countedDeliveries } } }),
      ),
    select: (page): Pending => ({ deliveries: page.items.length, hasMore: page.next_cursor !== null }),
  });
}

/** Gets deliveries, newest event first. */
export function useDeliveries(id: string, status: Delivery["status"] | null) {
  const api = useBackend();
  return useInfiniteQuery({
    queryKey: [...webhooks, id, "deliveries", status],
    queryFn: ({ pageParam }) =>
      dataOf(
        api.GET("/webhook-endpoints/{id}/deliveries", {
          params: { path: { id }, query: { limit: pageSize, ...(status && { status }), ...(pageParam && { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    refetchInterval: historyInterval,
  });
}

/**
 * Gets attempts, newest first.
 * @param eventId Id of the event whose attempts are wanted; null for all, tests included.
 */
export function useAttempts(id: string, eventId: string | null, succeeded: boolean | null) {
  const api = useBackend();
  return useInfiniteQuery({
    queryKey: [...webhooks, id, "attempts", eventId, succeeded],
    queryFn: ({ pageParam }) =>
      dataOf(
        api.GET("/webhook-endpoints/{id}/attempts", {
          params: {
            path: { id },
            query: {
              limit: pageSize,
              ...(eventId !== null && { event_id: eventId }),
              ...(succeeded !== null && { succeeded }),
              ...(pageParam && { cursor: pageParam }),
            },
          },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    refetchInterval: historyInterval,
  });
}

/** Gets an event of the feed; null if the key does not allow it. Fails with 410 if the feed keeps it no longer. */
export function useEvent(id: string) {
  const api = useBackend();
  return useQuery({
    queryKey: ["events", "one", id],
    queryFn: () => dataOf(api.GET("/changes", { params: { query: { after: idBefore(id), limit: 1 } } })),
    staleTime: Infinity,
    select: (page) => page.items.find((event) => event.id === id) ?? null,
  });
}

/** Gets the id before an id of the feed, which is an epoch and a position. */
export function idBefore(id: string): string {
  const dash = id.lastIndexOf("-");
  return `${id.slice(0, dash)}-${BigInt(id.slice(dash + 1)) - 1n}`;
}
