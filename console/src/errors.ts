import { ConciergeError } from "@concierge/client";

/** What happened, and what to do next. */
export interface Explanation {
  title: string;
  detail: string;
}

/** What to do about an error, by its code. Errors that are not listed explain themselves in their detail. */
const advice: Record<string, Explanation> = {
  etag_mismatch: {
    title: "Somebody changed it meanwhile",
    detail: "The newest version is now shown. Check it, then save again. What you typed is kept.",
  },
  not_the_sender: { title: "Only the sender can do that", detail: "Act as the user who wrote the message." },
  user_deactivated: { title: "This user is deactivated", detail: "Reactivate the user under Users, or choose another one." },
  user_exists: { title: "This id is taken", detail: "Choose another id, or leave it empty to get one." },
  service_exists: { title: "This id is taken", detail: "Choose another id, or leave it empty to get one." },
  service_in_use: {
    title: "Orders use this service",
    detail: "Deactivate it instead: it keeps its orders and takes no new ones.",
  },
  service_inactive: { title: "This service takes no orders", detail: "Activate it under Services, or choose another one." },
  sms_not_cancelable: { title: "Too late to cancel", detail: "The message is already being sent or has ended." },
  phone_invalid: { title: "This is not a phone number", detail: "Enter 10 digits, or + and the country code." },
  scope_missing: {
    title: "Your key does not allow this",
    detail: "Sign in with a key that has the scope, or ask whoever manages the keys for it.",
  },
  last_admin_key: {
    title: "This is the last key that manages keys",
    detail: "Create another key with the scope admin that does not expire, then revoke this one.",
  },
  https_required: { title: "The URL must start with https", detail: "Plain http is allowed in the environment Development alone." },
  url_not_allowed: {
    title: "Webhooks cannot be sent to this URL",
    detail: "Use a public host. Whoever runs Concierge can open private networks with Webhooks:AllowedNetworks.",
  },
  too_many_endpoints: { title: "There are 100 endpoints already", detail: "Delete one that nobody needs." },
  webhook_endpoint_disabled: { title: "The endpoint is disabled", detail: "Resume it first, then try again." },
  webhook_endpoint_not_found: { title: "This endpoint no longer exists", detail: "Somebody deleted it. Create another one." },
  webhook_delivery_not_found: {
    title: "This delivery no longer exists",
    detail: "Deliveries are kept for a limited time. Replay events instead.",
  },
  rate_limited: { title: "Too many requests", detail: "Wait a few seconds, then try again. What you typed is kept." },
  database_unavailable: { title: "The database is not available", detail: "Try again in a moment. What you typed is kept." },
};

/** Explains an error in plain words. */
export function explain(error: unknown): Explanation {
  if (!(error instanceof ConciergeError)) {
    return {
      title: "The server cannot be reached",
      detail: "Check that Concierge is running and that you are online, then try again. What you typed is kept.",
    };
  }
  const { problem, response } = error;
  if (problem === undefined) {
    return { title: `The server answered ${response.status}`, detail: "Something between you and Concierge answered. Try again." };
  }
  const { code, title, detail, errors } = problem;
  const known = advice[code];
  if (known) {
    return code === "scope_missing" ? { title: known.title, detail: `${detail} ${known.detail}` } : known;
  }
  return { title, detail: errors?.length ? errors.map((part) => part.detail).join(" ") : detail };
}

/** Gets the code of a problem. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof ConciergeError ? error.problem?.code : undefined;
}
