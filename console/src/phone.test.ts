import { expect, it } from "vitest";
import { phoneError, withoutSeparators } from "./phone";

it.each(["5555550001", "(555) 555-0001", "555.555.0001", "+15555550001", "+4915555550001"])("accepts %s", (phone) => {
  expect(phoneError(phone)).toBeNull();
});

it.each(["", " ", "555555000", "55555500011", "555555000a", "+1", "+05555550001", "+1234567890123456"])("refuses %j", (phone) => {
  expect(phoneError(phone)).not.toBeNull();
});

it("removes what people write between digits", () => {
  expect(withoutSeparators("+1 (555) 555-0001")).toBe("+15555550001");
});
