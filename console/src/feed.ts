import { type ConciergeClient, ConciergeError, type FeedEvent, followEvents } from "@concierge/client";
import type { FeedStatus } from "./state";

interface FeedOptions {
  /** Names the tabs that may share a stream: those with the same credential. */
  scope: string;
  /** Creates a client that sends its requests with this function, or with fetch. */
  client: (send?: (request: Request) => Promise<Response>) => ConciergeClient;
  onEvents: (events: FeedEvent[]) => void;
  onStatus: (status: FeedStatus) => void;
  /** Events were missed: everything may have changed. */
  onMissed: () => void;
}

type Shared =
  | { type: "events"; events: FeedEvent[] }
  | { type: "status"; status: FeedStatus; after: string | undefined }
  | { type: "missed" }
  | { type: "who" };

/** Time without a byte after which a stream counts as broken; the server sends a heartbeat every 15 s. */
const silence = 40_000;
/** Time within which the first byte must arrive. A proxy that buffers holds it back. */
const firstByte = 10_000;
const pollInterval = 2_000;
/** Time after which a stream is tried again instead of polls. */
const pollTime = 60_000;

/**
 * The feed of events, of which all tabs of a browser share one stream: HTTP/1.1 allows six connections to a host. The tab that holds the
 * lock reads the stream and passes on what it gets. When it closes, the next one goes on after the last event that it has seen.
 */
export class SharedFeed {
  readonly #options: FeedOptions;
  readonly #channel: BroadcastChannel;
  readonly #stop = new AbortController();
  #status: FeedStatus = "connecting";
  #after: string | undefined;
  #isLeader = false;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#channel = new BroadcastChannel(`concierge-feed-${options.scope}`);
    this.#channel.onmessage = ({ data }: MessageEvent<Shared>) => this.#receive(data);
    this.#channel.postMessage({ type: "who" } satisfies Shared);
    // Pages on plain http, other than on this machine, have no locks: each tab then reads a stream of its own.
    const leading =
      "locks" in navigator
        ? navigator.locks.request(`concierge-feed-${options.scope}`, { signal: this.#stop.signal }, () => this.#lead())
        : this.#lead();
    leading.catch((error: unknown) => {
      if (!this.#stop.signal.aborted) {
        throw error;
      }
    });
  }

  close(): void {
    this.#stop.abort();
    this.#channel.close();
  }

  #receive(message: Shared): void {
    switch (message.type) {
      case "events":
        this.#after = message.events.at(-1)?.id ?? this.#after;
        this.#options.onEvents(message.events);
        break;
      case "status":
        this.#after ??= message.after;
        this.#setStatus(message.status);
        break;
      case "missed":
        this.#options.onMissed();
        break;
      case "who":
        if (this.#isLeader) {
          this.#share({ type: "status", status: this.#status, after: this.#after });
        }
    }
  }

  #share(message: Shared): void {
    if (!this.#stop.signal.aborted) {
      this.#channel.postMessage(message);
    }
  }

  #setStatus(status: FeedStatus): void {
    if (status !== this.#status && !this.#stop.signal.aborted) {
      this.#status = status;
      this.#options.onStatus(status);
      if (this.#isLeader) {
        this.#share({ type: "status", status, after: this.#after });
      }
    }
  }

  #pass(events: FeedEvent[]): void {
    this.#after = events.at(-1)?.id ?? this.#after;
    this.#options.onEvents(events);
    this.#share({ type: "events", events });
  }

  async #lead(): Promise<void> {
    this.#isLeader = true;
    while (!this.#stop.signal.aborted) {
      try {
        if (this.#after === undefined) {
          await this.#begin();
        }
        await this.#stream();
        await this.#poll();
      } catch (error) {
        if (error instanceof ConciergeError && error.response.status === 410) {
          // What happened is gone from the feed.
          this.#after = undefined;
          this.#options.onMissed();
          this.#share({ type: "missed" });
        } else {
          this.#setStatus("reconnecting");
          await sleep(pollInterval, this.#stop.signal);
        }
      }
    }
  }

  /** Learns where the feed is now. */
  async #begin(): Promise<void> {
    const { data, error, response } = await this.#options.client().GET("/changes", {
      params: { query: { after: "latest", limit: 1 } },
      signal: this.#stop.signal,
    });
    if (!data) {
      throw new ConciergeError(response, error);
    }
    this.#after = data.latest;
  }

  /** Reads the stream until it fails twice in a row. */
  async #stream(): Promise<void> {
    const attempt = new AbortController();
    const signal = AbortSignal.any([attempt.signal, this.#stop.signal]);
    let failures = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const expectByte = (milliseconds: number) => {
      clearTimeout(timer);
      timer = setTimeout(() => attempt.abort(), milliseconds);
    };
    const client = this.#options.client(async (request) => {
      if (failures > 1) {
        attempt.abort();
        attempt.signal.throwIfAborted();
      } else if (failures > 0) {
        this.#setStatus("reconnecting");
      }
      failures++;
      expectByte(firstByte);
      const response = await fetch(request);
      if (!response.ok || !response.body) {
        clearTimeout(timer);
        return response;
      }
      const watched = response.body.pipeThrough(
        new TransformStream<Uint8Array, Uint8Array>({
          transform: (chunk, out) => {
            failures = 0;
            this.#setStatus("live");
            expectByte(silence);
            out.enqueue(chunk);
          },
          flush: () => clearTimeout(timer),
        }),
      );
      return new Response(watched, response);
    });
    try {
      for await (const event of followEvents(client, { after: this.#after, signal })) {
        this.#pass([event]);
      }
    } catch (error) {
      if (!attempt.signal.aborted || this.#stop.signal.aborted) {
        throw error;
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** Asks for changes until it is time to try a stream again, or the server is back after it was away. */
  async #poll(): Promise<void> {
    const client = this.#options.client();
    const until = Date.now() + pollTime;
    for (let wasAway = false; Date.now() < until;) {
      const changes = await client
        .GET("/changes", { params: { query: { after: this.#after!, limit: 200 } }, signal: this.#stop.signal })
        .catch((error: unknown) => {
          this.#stop.signal.throwIfAborted();
          return { data: undefined, error, response: undefined };
        });
      if (changes.data) {
        if (wasAway) {
          return;
        }
        if (changes.data.items.length > 0) {
          this.#pass(changes.data.items);
        }
        this.#after = changes.data.next_after;
        this.#setStatus("polling");
        if (changes.data.has_more) {
          continue;
        }
      } else if (changes.response && changes.response.status < 500 && changes.response.status !== 429) {
        throw new ConciergeError(changes.response, changes.error);
      } else {
        wasAway = true;
        this.#setStatus("reconnecting");
      }
      await sleep(pollInterval, this.#stop.signal);
    }
  }
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
