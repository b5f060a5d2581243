import { ConciergeError } from "@concierge/client";
import { expect, it } from "vitest";
import { codeOf, explain } from "./errors";

const refusal = (code: string, detail = "The detail.", errors?: object[]) =>
  new ConciergeError(new Response(null, { status: 400 }), { code, status: 400, trace_id: "t", title: "The title", detail, errors });

it("says what to do about a known code", () => {
  expect(explain(refusal("etag_mismatch")).title).toBe("Somebody changed it meanwhile");
  expect(explain(refusal("scope_missing", "The scope sms is missing.")).detail).toMatch(/^The scope sms is missing\. Sign in/);
});

it("lets other problems explain themselves", () => {
  expect(explain(refusal("odd"))).toEqual({ title: "The title", detail: "The detail." });
  expect(explain(refusal("validation_failed", "", [{ detail: "One." }, { detail: "Two." }])).detail).toBe("One. Two.");
});

it("knows a broken connection, and an answer of something else", () => {
  expect(explain(new TypeError("Failed to fetch")).title).toBe("The server cannot be reached");
  expect(explain(new ConciergeError(new Response(null, { status: 502 }), "Bad gateway")).title).toBe("The server answered 502");
  expect(codeOf(new TypeError())).toBeUndefined();
});
