import type { Schemas } from "@concierge/client";

type Endpoint = Schemas["WebhookEndpoint"];
type Attempt = Schemas["WebhookAttempt"];

/** A secret to show once, and what to do with it. */
export interface NewSecret {
  title: string;
  secret: string;
  note: string;
}

export interface SuccessRate {
  percent: number;
  attempts: number;
}

const failures: Record<string, string> = {
  timeout: "No answer in time",
  dns_failed: "The host name was not found",
  connect_failed: "Nothing accepts connections at this address",
  tls_failed: "No secure connection. Check the certificate",
  address_not_allowed: "The host has a private or reserved address",
  redirect: "A redirect, which is not followed",
};

const reasons: Record<string, string> = {
  requested: "A backend disabled it.",
  failing: "It failed for five days.",
  gone: "It answered 410 Gone.",
};

/** Names an endpoint as people do. */
export function nameOf({ description, url }: Endpoint): string {
  return description || url;
}

/** Says how an attempt ended. */
export function outcomeOf({ status_code, error }: Attempt): string {
  const answer = status_code === null ? null : `Answered ${status_code}`;
  const failure = error === null ? null : (failures[error] ?? null);
  return [answer, failure].filter(Boolean).join(": ") || "Failed";
}

/** Says why an endpoint is disabled. */
export function reasonOf({ status_reason }: Endpoint): string {
  return reasons[status_reason ?? ""] ?? "";
}

/** Deliveries that are not made yet. */
export interface Pending {
  deliveries: number;
  /** Whether there are more than were counted. */
  hasMore: boolean;
}

/**
 * Says how many events wait for a disabled endpoint: deliveries that are not made yet, and newer events of the feed. The lag counts events
 * of all types, so for an endpoint that receives some of them, the sum is a maximum.
 */
export function waitingOf({ lag, types }: Endpoint, { deliveries, hasMore }: Pending): string {
  if (hasMore) {
    return `more than ${count(deliveries + (types === null ? lag : 0), "event")} waiting`;
  }
  const sum = deliveries + lag;
  return sum === 0 ? "no events waiting" : `${types === null || lag === 0 ? "" : "up to "}${count(sum, "event")} waiting`;
}

/** Says how far an enabled endpoint is behind the feed. */
export function lagOf({ lag }: Endpoint): string {
  return lag === 0 ? "Up to date" : `${count(lag, "event")} behind the feed`;
}

/** Computes the share of attempts that succeeded; null without attempts. Tests do not count. It is 100 % only if all succeeded. */
export function successRateOf(attempts: Attempt[]): SuccessRate | null {
  const rated = attempts.filter(({ trigger }) => trigger !== "test");
  const succeeded = rated.filter(({ error }) => error === null).length;
  return rated.length === 0 ? null : { percent: Math.floor((100 * succeeded) / rated.length), attempts: rated.length };
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** Says what is wrong with the URL of an endpoint; null if nothing is. */
export function urlError(text: string): string | null {
  if (text.trim() === "") {
    return "Enter the URL that is to receive the events.";
  }
  const url = parse(text.trim());
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return "Enter a complete URL, such as https://shop.example/hooks.";
  }
  if (url.username !== "" || url.password !== "") {
    return "Leave out the user name and the password. Requests are signed instead.";
  }
  return text.includes("#") ? "Leave out the part from # on." : null;
}

function parse(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
