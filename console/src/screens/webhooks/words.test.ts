import type { Schemas } from "@concierge/client";
import { expect, it } from "vitest";
import { idBefore } from "./queries";
import { outcomeOf, successRateOf, urlError, waitingOf } from "./words";

const attempt = (error: string | null, status_code: number | null = null, trigger = "schedule") =>
  ({ error, status_code, trigger }) as Schemas["WebhookAttempt"];

const endpoint = (lag: number, types: string[] | null) => ({ lag, types }) as Schemas["WebhookEndpoint"];

it.each([
  [attempt(null, 204), "Answered 204"],
  [attempt("http_status", 503), "Answered 503"],
  [attempt("redirect", 302), "Answered 302: A redirect, which is not followed"],
  [attempt("timeout"), "No answer in time"],
  [attempt("something_new"), "Failed"],
])("says how an attempt ended", (ended, text) => {
  expect(outcomeOf(ended)).toBe(text);
});

it("counts neither tests nor rounds up to 100 %", () => {
  expect(successRateOf([])).toBeNull();
  expect(successRateOf([attempt("timeout", null, "test")])).toBeNull();
  expect(successRateOf([attempt(null), attempt("timeout", null, "test")])).toEqual({ percent: 100, attempts: 1 });
  const almost = [attempt("timeout"), ...Array.from({ length: 499 }, () => attempt(null))];
  expect(successRateOf(almost)).toEqual({ percent: 99, attempts: 500 });
});

it.each([
  [endpoint(0, null), 0, false, "no events waiting"],
  [endpoint(0, ["order.created"]), 1, false, "1 event waiting"],
  [endpoint(2, null), 3, false, "5 events waiting"],
  [endpoint(2, ["order.created"]), 3, false, "up to 5 events waiting"],
  [endpoint(2, null), 200, true, "more than 202 events waiting"],
  [endpoint(2, ["order.created"]), 200, true, "more than 200 events waiting"],
])("says how many events wait", (waiting, deliveries, hasMore, text) => {
  expect(waitingOf(waiting, { deliveries, hasMore })).toBe(text);
});

it.each([
  ["https://shop.example/hooks", null],
  [" http://127.0.0.1:9/ ", null],
  ["", /Enter the URL/],
  ["shop.example/hooks", /complete URL/],
  ["ftp://shop.example", /complete URL/],
  ["https://me:secret@shop.example", /user name/],
  ["https://shop.example/#hooks", /from #/],
])("checks the URL %j", (url, error) => {
  const found = urlError(url);
  expect(error === null ? found === null : error.test(found ?? "")).toBe(true);
});

it("finds the id before another one, also beyond the exact numbers of JavaScript", () => {
  expect(idBefore("k7d2-1")).toBe("k7d2-0");
  expect(idBefore("k7d2-9007199254740993")).toBe("k7d2-9007199254740992");
});
