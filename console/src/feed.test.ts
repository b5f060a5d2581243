import { createClient, type FeedEvent } from "@concierge/client";
import { afterEach, expect, it, vi } from "vitest";
import { SharedFeed } from "./feed";
import type { FeedStatus } from "./state";
import { json, problem } from "./test/render";

const feeds: SharedFeed[] = [];

const event = (position: number) =>
  ({ id: `k7d2-${position}`, type: "service.created", timestamp: "", resource_id: "a", data: { version: 1 } }) as FeedEvent;

/** A stream that sends these events and stays open. */
function stream(...events: FeedEvent[]): Response {
  const text = ["retry: 2000\n\n", ...events.map((sent) => `id: ${sent.id}\ndata: ${JSON.stringify(sent)}\n\n`)].join("");
  const body = new ReadableStream({ start: (out) => out.enqueue(new TextEncoder().encode(text)) });
  return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
}

function follow(respond: (url: URL) => Promise<Response> | Response, name: string) {
  const seen = { events: [] as string[], statuses: [] as FeedStatus[], missed: 0 };
  const send = async (request: Request) => respond(new URL(request.url));
  vi.stubGlobal("fetch", send);
  feeds.push(
    new SharedFeed({
      scope: name,
      client: (fetch = send) => createClient({ address: "http://localhost", fetch }),
      onEvents: (events) => seen.events.push(...events.map(({ id }) => id)),
      onStatus: (status) => seen.statuses.push(status),
      onMissed: () => seen.missed++,
    }),
  );
  return seen;
}

const changes = (latest: number, ...items: FeedEvent[]) =>
  json({ items, next_after: `k7d2-${latest}`, has_more: false, latest: `k7d2-${latest}` });

afterEach(() => feeds.splice(0).forEach((feed) => feed.close()));

it("follows the stream from where the feed is", async () => {
  const asked: (string | null)[] = [];
  const seen = follow((url) => {
    if (url.pathname.endsWith("/changes")) {
      return changes(4);
    }
    asked.push(url.searchParams.get("after"));
    return stream(event(5), event(6));
  }, "stream");

  await vi.waitFor(() => expect(seen.events).toEqual(["k7d2-5", "k7d2-6"]));
  expect(asked).toEqual(["k7d2-4"]);
  expect(seen.statuses).toContain("live");
});

it("starts again at the end when its place is gone", async () => {
  let streams = 0;
  const seen = follow((url) => {
    if (url.pathname.endsWith("/changes")) {
      return changes(9);
    }
    return streams++ === 0 ? problem(410, "resume_point_expired") : stream(event(10));
  }, "expired");

  await vi.waitFor(() => expect(seen.events).toEqual(["k7d2-10"]));
  expect(seen.missed).toBe(1);
});

it("polls where streams are refused", async () => {
  let polls = 0;
  const seen = follow((url) => {
    if (url.pathname.endsWith("/events")) {
      return problem(429, "too_many_streams");
    }
    return polls++ === 0 ? changes(1) : changes(2, ...(polls === 2 ? [event(2)] : []));
  }, "polling");

  await vi.waitFor(() => expect(seen.statuses).toContain("polling"), 15_000);
  await vi.waitFor(() => expect(seen.events).toEqual(["k7d2-2"]), 5_000);
}, 25_000);
