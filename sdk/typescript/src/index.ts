import createFetchClient, { type Client, type ClientOptions } from "openapi-fetch";
import type { components, paths } from "./schema.js";

export type { components, operations, paths } from "./schema.js";

/** What is sent and answered, by name: `Schemas["Order"]`. */
export type Schemas = components["schemas"];

/** What every refusal and failure looks like (RFC 9457). */
export type Problem = Schemas["Problem"];

/** Why an order was refused, and when the next free time is. */
export type OrderConflictProblem = Schemas["OrderConflictProblem"];

/** Lists come as pages here; as streams (`application/x-ndjson`) they are for a plain `fetch`. */
type Media = "application/json" | "application/problem+json";

export type ConciergeClient = Client<paths, Media>;

export interface ConciergeOptions extends Omit<ClientOptions, "baseUrl"> {
  /** Where the server is, without `/v1`. */
  address: string | URL;
  /** What to send as the bearer token, if the server asks for one. */
  key?: string | undefined;
}

/** A client of one Concierge server. Every call answers `{ data, error, response }`; `error` is a problem. */
export function createClient({ address, key, ...options }: ConciergeOptions): ConciergeClient {
  const client = createFetchClient<paths, Media>({ ...options, baseUrl: `${String(address).replace(/\/$/, "")}/v1` });
  client.use({
    onRequest({ request }) {
      if (key !== undefined) {
        request.headers.set("Authorization", `Bearer ${key}`);
      }
      // With a key of its own, a POST that a fetch below this client sends again does its work once.
      if (request.method === "POST" && !request.headers.has("Idempotency-Key")) {
        request.headers.set("Idempotency-Key", crypto.randomUUID());
      }
      return request;
    },
  });
  return client;
}

/** Whether a problem is that of an order which lies too close to others. */
export function isOrderConflict(problem: Problem | undefined): problem is OrderConflictProblem {
  return problem?.code === "order_conflict";
}
