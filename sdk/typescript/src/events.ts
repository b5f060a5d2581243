import type { ConciergeClient } from "./index.js";
import { ConciergeError } from "./problems.js";
import { lines } from "./lists.js";
import type { components } from "./schema.js";

/** An event of the feed. Its `type` narrows its `data`. */
export type FeedEvent = components["schemas"]["FeedEvent"];

export interface FollowOptions {
  /** Id of the last event that was handled, `earliest`, or `latest` (the default). */
  after?: string | undefined;
  /** Types of events; all that the credentials allow if absent. */
  types?: readonly FeedEvent["type"][] | undefined;
  /** Only events that name this user. */
  userId?: string | undefined;
  /** User as whom the backend acts. */
  actingAs?: string | undefined;
  /** Ends the sequence. */
  signal?: AbortSignal | undefined;
}

interface Message {
  id?: string;
  event?: string;
  data?: string;
}

const maxDelay = 30_000;

/**
 * Follows the feed. Connects again when the connection ends, and goes on after the last event. Store the `id` of the last event that was
 * handled, and start there after a restart. Stopping the iteration or aborting its `signal` ends the request.
 * @throws ConciergeError if the server refuses. With the code `resume_point_expired`, the problem says from where to go on.
 */
export async function* followEvents(client: ConciergeClient, options: FollowOptions = {}): AsyncGenerator<FeedEvent, void, undefined> {
  let after = options.after ?? "latest";
  for (let failures = 0; ; failures++) {
    const body = await open(client, options, after);
    if (body !== undefined) {
      try {
        for await (const message of messages(body)) {
          after = message.id ?? after;
          failures = 0;
          if (message.event === undefined) {
            yield JSON.parse(message.data!) as FeedEvent;
          }
        }
      } catch (error) {
        // A broken connection is an end, too.
        if (options.signal?.aborted || !(error instanceof TypeError)) {
          throw error;
        }
      }
    }
    await sleep(Math.min(2 ** failures * 1000, maxDelay) * (0.5 + Math.random()), options.signal);
  }
}

/** Opens a stream. Returns undefined if the server cannot serve it now. */
async function open(client: ConciergeClient, options: FollowOptions, after: string): Promise<ReadableStream<BufferSource> | undefined> {
  const { types, userId, actingAs, signal } = options;
  const query = { after, ...(types && { types: types.join(",") }), ...(userId !== undefined && { user_id: userId }) };
  const header = actingAs === undefined ? {} : { "X-User-Id": actingAs };
  try {
    const { data, error, response } = await client.GET("/events", {
      params: { query, header },
      headers: { Accept: "text/event-stream" },
      parseAs: "stream",
      signal: signal ?? null,
    });
    if (response.ok) {
      return data as ReadableStream<BufferSource>;
    }
    if (response.status !== 429 && response.status < 500) {
      throw new ConciergeError(response, error);
    }
  } catch (error) {
    if (signal?.aborted || !(error instanceof TypeError)) {
      throw error;
    }
  }
  return undefined;
}

/** Splits a stream into messages (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream). */
async function* messages(body: ReadableStream<BufferSource>): AsyncGenerator<Message, void, undefined> {
  let message: Message = {};
  for await (const line of lines(body)) {
    if (line === "") {
      if (message.data !== undefined) {
        yield message;
      }
      message = {};
    } else {
      const [, field, value] = /^([^:]*):? ?(.*)$/.exec(line)!;
      message[field as keyof Message] = value!;
    }
  }
}

function sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal!.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", abort, { once: true });
  });
}
