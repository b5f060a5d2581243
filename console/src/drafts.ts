import { useAtom } from "jotai";
import { draftsAtom } from "./state";

/** The text that was typed into a form and not sent yet. */
export function useDraft(form: string): [string, (text: string) => void] {
  const [drafts, setDraft] = useAtom(draftsAtom);
  return [drafts[form] ?? "", (text) => setDraft(form, text)];
}
