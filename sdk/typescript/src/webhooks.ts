import type { FeedEvent } from "./events.js";

/** The headers of a webhook: a `Headers`, or an object with lower-case names as Node.js has them. */
export type WebhookHeaders = Pick<Headers, "get"> | Readonly<Record<string, string | readonly string[] | undefined>>;

/** An event that a webhook brings. `webhook.test` is sent by `POST /webhook-endpoints/{id}/test` and is not in the feed. */
export type WebhookEvent = FeedEvent | WebhookTestEvent;

export interface WebhookTestEvent {
  id: string;
  type: "webhook.test";
  timestamp: string;
  resource_id: string;
  data: Record<string, never>;
}

/** The request is not from Concierge, or is too old. Answer 401. */
export class WebhookVerificationError extends Error {
  override readonly name = "WebhookVerificationError";
}

const tolerance = 5 * 60;
const prefix = "whsec_";

/**
 * Verifies a webhook by Standard Webhooks and returns its event. Store the `id` and ignore what you have already handled.
 * @param body The raw body, before it is parsed.
 * @param headers The headers of the request.
 * @param secret The secret of the endpoint, `whsec_...`; several while it is rotated.
 * @param now Time of the receipt, in milliseconds.
 * @throws WebhookVerificationError if no signature matches, or the timestamp is more than five minutes away.
 */
export async function verifyWebhook(
  body: string, headers: WebhookHeaders, secret: string | readonly string[], now: number = Date.now(),
): Promise<WebhookEvent> {
  const [id, timestamp, signatures] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => header(headers, name));
  if (!id || !timestamp || !signatures) {
    throw new WebhookVerificationError("A header of the webhook is missing.");
  }
  if (!/^[0-9]{1,15}$/.test(timestamp) || Math.abs(now / 1000 - Number(timestamp)) > tolerance) {
    throw new WebhookVerificationError("The timestamp of the webhook is more than five minutes away.");
  }
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
  const given = signatures.split(" ").filter((signature) => signature.startsWith("v1,")).map((signature) => decode(signature.slice(3)));
  for (const one of typeof secret === "string" ? [secret] : secret) {
    const bytes = decode(one.startsWith(prefix) ? one.slice(prefix.length) : one);
    const key = bytes && (await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]));
    for (const signature of key ? given : []) {
      // Compares in constant time.
      if (signature && (await crypto.subtle.verify("HMAC", key!, signature, signed))) {
        return JSON.parse(body) as WebhookEvent;
      }
    }
  }
  throw new WebhookVerificationError("No signature of the webhook matches.");
}

function header(headers: WebhookHeaders, name: string): string | undefined {
  const value = typeof headers.get === "function" ? headers.get(name) : (headers as Record<string, string | readonly string[] | undefined>)[name];
  return typeof value === "string" ? value : undefined;
}

function decode(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  } catch {
    return undefined;
  }
}
