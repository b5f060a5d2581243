import type { OrderConflictProblem } from "@concierge/client";
import { expect, it } from "vitest";
import { duration, explainConflict, windowOf } from "./conflict";
import { freeSpans } from "./Week";

const conflict = (conflicts: OrderConflictProblem["conflicts"], window = "PT3H") =>
  ({ code: "order_conflict", requested: "2031-03-05T11:00:00.000Z", window, conflicts }) as OrderConflictProblem;

const inspection = { id: "123", name: "Inspection", active: true, created_at: "", updated_at: "" };

it("names the order, the service and the distance", () => {
  const earlier = { order_id: "223", datetime: "2031-03-05T10:00:00.000Z", service_ids: ["123"], gap_seconds: 3600 };
  const later = { order_id: "224", datetime: "2031-03-05T12:30:00.000Z", service_ids: ["9"], gap_seconds: 5400 };

  const [first, second] = explainConflict(conflict([earlier, later]), [inspection]);

  expect(first).toMatch(/^Order 223 for Inspection is .*, only 1 hour before\.$/);
  expect(second).toMatch(/^Order 224 for 9 is .*, only 1 hour 30 minutes after\.$/);
});

it("says that two orders are at the same time", () => {
  const same = { order_id: "223", datetime: "2031-03-05T11:00:00.000Z", service_ids: [], gap_seconds: 0 };

  expect(explainConflict(conflict([same]), [])[0]).toMatch(/^Order 223 is .*, at the same time\.$/);
});

it.each([
  [1, "1 second"],
  [59, "59 seconds"],
  [60, "1 minute"],
  [3599, "59 minutes"],
  [3600, "1 hour"],
  [9000, "2 hours 30 minutes"],
])("writes %i seconds as %s", (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

it.each([
  ["PT3H", "3 hours"],
  ["PT1H30M", "1 hour 30 minutes"],
  ["P1DT2H", "26 hours"],
  ["PT45S", "45 seconds"],
  ["PT0.5S", "0 seconds"],
])("reads the window %s as %s", (window, text) => {
  expect(windowOf(conflict([], window))).toBe(text);
});

it("splits free times at noon and midnight, and leaves no gap", () => {
  const spans = freeSpans(new Date(2031, 2, 5, 10, 30).toISOString(), new Date(2031, 2, 6, 9, 0).toISOString());

  expect(spans).toEqual([
    ["2031-03-05 10:30:00", "2031-03-05 12:00:00"],
    ["2031-03-05 12:00:00", "2031-03-05 23:59:59"],
    ["2031-03-06 00:00:00", "2031-03-06 09:00:00"],
  ]);
});
