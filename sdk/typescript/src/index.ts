import createFetchClient, { type Client, type ClientOptions } from "openapi-fetch";
import type { components, paths } from "./schema.js";

export type { components, operations, paths } from "./schema.js";

/** Types of requests and responses by name: `Schemas["Order"]`. */
export type Schemas = components["schemas"];

/** The body of every error response (RFC 9457). */
export type Problem = Schemas["Problem"];

/** The problem of an order whose time is taken, with the next free time. */
export type OrderConflictProblem = Schemas["OrderConflictProblem"];

/** The client reads lists as pages. Use `fetch` for streams (`application/x-ndjson`). */
type Media = "application/json" | "application/problem+json";

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
        request.headers.set("Idempotency-Key", crypto.randomUUID());
      }
      return request;
    },
  });
  return client;
}

/** Whether a problem is an order conflict. */
export function isOrderConflict(problem: Problem | undefined): problem is OrderConflictProblem {
  return problem?.code === "order_conflict";
}
