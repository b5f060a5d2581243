import type { FeedEvent } from "@concierge/client";
import { expect, it } from "vitest";
import { pair, staleAfter } from "./live";

const event = (type: string, data: object) => ({ id: "k7d2-1", type, timestamp: "", resource_id: "r", data }) as FeedEvent;

it("refreshes the messages and both sides of a conversation", () => {
  expect(staleAfter(event("message.created", { sender_id: "bob", recipient_id: "ann" }))).toEqual([
    ["messages", "ann", "bob"],
    ["conversations", "bob"],
    ["conversations", "ann"],
  ]);
  expect(staleAfter(event("conversation.read", { reader_id: "bob", peer_id: "ann" }))).toEqual([
    ["conversations", "bob"],
    ["conversations", "ann"],
  ]);
});

it.each([
  ["user.updated", [["users"]]],
  ["sms.delivered", [["sms"]]],
  ["service_key.revoked", [["keys"]]],
  ["order.created", [["orders"], ["availability"]]],
  ["service.deleted", [["services"], ["availability"]]],
])("knows what %s changes", (type, keys) => {
  expect(staleAfter(event(type, {}))).toEqual(keys);
});

it.each([
  ["webhook_endpoint.disabled", [["webhooks", "endpoints"], ["webhooks", "r"]]],
  ["webhook_endpoint.deleted", [["webhooks", "endpoints"]]],
])("refreshes the endpoint that %s is about, unless it is gone", (type, keys) => {
  expect(staleAfter(event(type, {}))).toEqual(keys);
});

it("names two users in one order", () => {
  expect(pair("b", "a")).toEqual(pair("a", "b"));
});
