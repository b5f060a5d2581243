import createFetchClient, { type Client, type ClientOptions } from "openapi-fetch";
import type { components, paths } from "./schema.js";

export { type FeedEvent, followEvents, type FollowOptions } from "./events.js";
export { type ListItem, type ListOptions, type ListPath, paginate, stream } from "./lists.js";
export { ConciergeError, isOrderConflict, isProblem, type OrderConflictProblem, type Problem } from "./problems.js";
export type { components, operations, paths } from "./schema.js";
export { verifyWebhook, type WebhookEvent, type WebhookHeaders, type WebhookTestEvent, WebhookVerificationError } from "./webhooks.js";

/** Types of requests and responses by name: `Schemas["Order"]`. */
export type Schemas = components["schemas"];

/** Media types of responses. `stream` reads lists as `application/x-ndjson`. */
type Media = "application/json" | "application/problem+json" | "text/event-stream";

export type ConciergeClient = Client<paths, Media>;

export interface ConciergeOptions extends Omit<ClientOptions, "baseUrl"> {
  /** Address of the server without `/v1`. */
  address: string | URL;
  /** Bearer token, if the server requires one. */
  key?: string | undefined;
}

/** Creates a client of a Concierge server. Every call returns `{ data, error, response }`; `error` is a problem. */
export function createClient({ address, key, ...options }: ConciergeOptions): ConciergeClient {
  const client = createFetchClient<paths, Media>({ ...options, baseUrl: `${String(address).replace(/\/$/, "")}/v1` });
  client.use({
    onRequest({ request }) {
      if (key !== undefined) {
        request.headers.set("Authorization", `Bearer ${key}`);
      }
      // Makes it safe for a custom fetch to retry a POST.
      if (request.method === "POST" && !request.headers.has("Idempotency-Key")) {
        request.headers.set("Idempotency-Key", randomKey());
      }
      return request;
    },
  });
  return client;
}

/** Pages on plain http have no crypto.randomUUID (https://w3c.github.io/webcrypto/#Crypto-method-randomUUID). */
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
