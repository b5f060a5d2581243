import { type ConciergeClient, ConciergeError, createClient } from "@concierge/client";
import { useAtomValue } from "jotai";
import { useMemo, useRef } from "react";
import { actingAsAtom, type Credential, credentialAtom, signOut, store } from "./state";

const revoked = "You were signed out: the server no longer accepts your key or token. It expired or was revoked. Sign in with another one.";

/** Creates a client for a credential. A response 401 signs out. */
export function clientFor(
  credential: Credential | null,
  actingAs: string | null = null,
  send: (request: Request) => Promise<Response> = fetch,
): ConciergeClient {
  return createClient({
    address: location.origin,
    key: credential?.secret,
    ...(actingAs !== null && { headers: { "X-User-Id": actingAs } }),
    fetch: async (request) => {
      const response = await send(request);
      // A late response to an earlier credential does not end the session of the next one.
      if (response.status === 401 && credential && credential === store.get(credentialAtom)) {
        signOut(revoked);
      }
      return response;
    },
  });
}

/**
 * Gets the client of the signed-in caller.
 * @param as User as whom a backend acts in this part of the page, instead of the choice in the header.
 */
export function useApi(as?: string): ConciergeClient {
  const credential = useAtomValue(credentialAtom);
  const chosen = useAtomValue(actingAsAtom);
  const actingAs = credential?.userId === undefined ? (as ?? chosen) : null;
  return useMemo(() => clientFor(credential, actingAs), [credential, actingAs]);
}

/** Whether the caller is one user, who sees and writes only what is theirs. */
export function useOwnId(): string | undefined {
  return useAtomValue(credentialAtom)?.userId;
}

/** Gets the data of a response. Throws a ConciergeError for any other. */
export async function dataOf<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) {
    throw new ConciergeError(response, error);
  }
  return data as T;
}

/** Gets the data of a response and its entity tag. */
export async function taggedOf<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<{ data: T; etag: string }> {
  const { data, error, response } = await call;
  if (!response.ok) {
    throw new ConciergeError(response, error);
  }
  return { data: data as T, etag: response.headers.get("ETag") ?? "" };
}

/**
 * Gets a function that gives each request its `Idempotency-Key`. The same request, sent again after a failure, gets the same key, so that
 * the server carries it out once.
 */
export function useIdempotencyKey(): { keyFor: (request: unknown) => string; forget: () => void } {
  const last = useRef<{ request: string; key: string } | null>(null);
  return useMemo(
    () => ({
      keyFor(request: unknown) {
        const text = JSON.stringify(request);
        if (last.current?.request !== text) {
          last.current = { request: text, key: newKey() };
        }
        return last.current.key;
      },
      forget() {
        last.current = null;
      },
    }),
    [],
  );
}

/** Pages on plain http have no crypto.randomUUID. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
