import { atom, createStore } from "jotai";

/** What the caller signed in with. A user's token acts as that user only. */
export interface Credential {
  secret: string;
  /** Id of the user whose token it is; undefined for a service key. */
  userId?: string;
}

export type FeedStatus = "connecting" | "live" | "reconnecting" | "polling";

const keptCredential = "concierge.credential";
const keptDrafts = "concierge.drafts";
const keptPanes = "concierge.panes";

/** Whether the server asks for no credentials. The server writes its mode into the page; Vite's own server has none. */
export const isDevelopment =
  import.meta.env.DEV || document.querySelector<HTMLMetaElement>('meta[name="concierge-auth"]')?.content === "Development";

export const store = createStore();

export const credentialAtom = atom<Credential | null>(read<Credential | null>(keptCredential, null));

/** Why the console signed out by itself. */
export const farewellAtom = atom<string | null>(null);

/** User as whom a backend's requests act, outside the conversations. */
export const actingAsAtom = atom<string | null>(null);

export const feedStatusAtom = atom<FeedStatus>("connecting");

const draftTextsAtom = atom<Record<string, string>>(read(keptDrafts, {}));

/** Texts that were typed and not sent, by form. They survive another screen and a reload of the tab. */
export const draftsAtom = atom(
  (get) => get(draftTextsAtom),
  (get, set, form: string, text: string) => {
    const { [form]: _, ...others } = get(draftTextsAtom);
    const drafts = text === "" ? others : { ...others, [form]: text };
    set(draftTextsAtom, drafts);
    keep(keptDrafts, drafts);
  },
);

/** Who writes in a pane of the conversations, and to whom. */
export interface PaneChoice {
  user: string | null;
  peer: string | null;
}

const paneChoicesAtom = atom<PaneChoice[]>(read(keptPanes, []));

export const panesAtom = atom(
  (get) => get(paneChoicesAtom),
  (_, set, panes: PaneChoice[]) => {
    set(paneChoicesAtom, panes);
    keep(keptPanes, panes);
  },
);

export function signIn(credential: Credential, keepForTab: boolean): void {
  store.set(farewellAtom, null);
  store.set(credentialAtom, credential);
  if (keepForTab) {
    keep(keptCredential, credential);
  }
}

/** Signs out. With a reason, the server ended the session: what was typed stays for the next one. */
export function signOut(reason: string | null): void {
  sessionStorage.removeItem(keptCredential);
  if (reason === null) {
    sessionStorage.removeItem(keptDrafts);
    sessionStorage.removeItem(keptPanes);
    store.set(draftTextsAtom, {});
    store.set(paneChoicesAtom, []);
  }
  store.set(actingAsAtom, null);
  store.set(farewellAtom, reason);
  store.set(credentialAtom, null);
}

function read<T>(key: string, otherwise: T): T {
  const text = sessionStorage.getItem(key);
  return text === null ? otherwise : (JSON.parse(text) as T);
}

function keep(key: string, value: unknown): void {
  sessionStorage.setItem(key, JSON.stringify(value));
}
