// The walk of every generated client through the main features, against a new server in Development mode (CONCIERGE_URL).
import assert from "node:assert/strict";

/** Address of the server. */
export const address = `${process.env.CONCIERGE_URL}/v1`;

/** The main features, called through a generated client. */
export interface Client {
  createUser(id: string, name: string): Promise<{ id: string; status: string }>;
  send(sender_id: string, recipient_id: string, body: string): Promise<Message>;
  like(message: string, user: string): Promise<Message>;
  deleteMessage(id: string): Promise<void>;
  listMessages(user: string): Promise<Message[]>;
  getLastMessage(user: string, peer: string): Promise<Message | null>;
  createService(id: string): Promise<{ name: string }>;
  /** Returns the order or the conflict. Throws {@link Refused} for another problem. */
  order(id: number, datetime: string, service: string): Promise<{ order: Order } | { conflict: Conflict }>;
  queueSms(recipient_phone: string, message_body: string): Promise<{ status: string; error: { code: string } | null }>;
}

export class Refused extends Error {
  readonly code: string;

  constructor(problem: Problem | undefined) {
    super(problem?.detail);
    this.code = problem?.code ?? "";
  }
}

export interface Problem {
  code: string;
  detail: string;
}

interface Message {
  id: string;
  body: string | null;
  liked_by: string[];
  edited_at: string | null;
}

interface Order {
  id: string;
  totalfee: number;
}

export interface Conflict {
  code: string;
  window: string;
  next_available: string | null;
  conflicts: { order_id: string; gap_seconds: number }[];
}

/** Returns the value. Does not compile for a value of type any, which a generator gives to what it does not understand. */
export const typed = <T>(value: 0 extends 1 & T ? never : T): T => value;

export async function walk(client: Client): Promise<void> {
  const run = Math.random().toString(36).slice(2, 10);
  const [ann, bob, service] = [`ann-${run}`, `bob-${run}`, `service-${run}`];

  const user = await client.createUser(ann, "Ann");
  assert.deepEqual([user.id, user.status], [ann, "active"]);
  await client.createUser(bob, "Bob");

  const sent = await client.send(ann, bob, "Hi Bob");
  assert.deepEqual([sent.body, sent.liked_by, sent.edited_at], ["Hi Bob", [], null]);
  assert.deepEqual((await client.like(sent.id, bob)).liked_by, [bob]);
  assert.equal((await client.getLastMessage(ann, bob))?.body, "Hi Bob");
  await client.deleteMessage(sent.id);
  assert.deepEqual((await client.listMessages(ann)).map((message) => [message.id, message.body]), [[sent.id, null]]);
  assert.equal(await client.getLastMessage(ann, bob), null);

  assert.equal((await client.createService(service)).name, "Cleaning");
  const id = Math.floor(Math.random() * 1e9);
  const booked = await client.order(id, "2030-01-01T12:00:00Z", service);
  assert.ok("order" in booked);
  assert.deepEqual([booked.order.id, booked.order.totalfee], [`${id}`, 49.95]);
  const late = await client.order(id + 1, "2030-01-01T13:00:00Z", service);
  assert.ok("conflict" in late);
  assert.deepEqual([late.conflict.window, late.conflict.next_available], ["PT3H", "2030-01-01T15:00:00.000Z"]);
  assert.deepEqual(late.conflict.conflicts.map((other) => [other.order_id, other.gap_seconds]), [[`${id}`, 3600]]);
  await assert.rejects(client.order(id, "2030-02-01T12:00:00Z", service), { code: "order_exists" });

  const sms = await client.queueSms("5555550001", "Hi");
  assert.deepEqual([sms.status, sms.error], ["queued", null]);
  console.log(`ok  ${process.argv[1]?.split("/").at(-1)?.replace(".js", "")}`);
}
