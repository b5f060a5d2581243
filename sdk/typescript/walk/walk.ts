// Tests the main features against a running server (CONCIERGE_URL, and CONCIERGE_KEY if the server requires one). Exits with 1 at the first
// unexpected response. Each run uses new ids.
import assert from "node:assert/strict";
import {
  ConciergeError,
  createClient,
  followEvents,
  isOrderConflict,
  isProblem,
  type ListItem,
  type ListPath,
  paginate,
  type Problem,
  type Schemas,
  stream,
  verifyWebhook,
  WebhookVerificationError,
} from "@concierge/client";

const address = process.env["CONCIERGE_URL"] ?? "http://127.0.0.1:8000";
const key = process.env["CONCIERGE_KEY"];
const client = createClient({ address, key });
const run = crypto.randomUUID().slice(0, 8);
const [ann, bob, cleaning, testing] = [`ann-${run}`, `bob-${run}`, `cleaning-${run}`, `testing-${run}`];

// As in a page on plain http.
Object.defineProperty(crypto, "randomUUID", { value: undefined });

interface Answer<T> {
  data?: T;
  error?: Problem;
  response: Response;
}

/** Returns the data of a response that must not be an error. */
async function ok<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error } = await call;
  assert.equal(error, undefined);
  return data!;
}

async function refused(status: number, code: string, call: Promise<Answer<unknown>>): Promise<Problem> {
  const { error, response } = await call;
  assert.deepEqual([response.status, error?.code], [status, code]);
  return error!;
}

function etag(response: Response): string {
  const tag = response.headers.get("ETag");
  assert.ok(tag);
  return tag;
}

async function users(): Promise<void> {
  assert.equal((await ok(client.GET("/health/ready"))).status, "ok");

  const created = await client.POST("/users", { body: { id: ann, name: "Ann", metadata: { team: "blue" } } });
  assert.equal(created.response.status, 201);
  assert.deepEqual([created.data?.id, created.data?.metadata, created.data?.status], [ann, { team: "blue" }, "active"]);
  await ok(client.POST("/users", { body: { id: bob, name: `Bob ${run}` } }));
  await refused(409, "user_exists", client.POST("/users", { body: { id: ann, name: "Ann" } }));

  const read = await client.GET("/users/{id}", { params: { path: { id: bob } } });
  const renamed = await ok(
    client.PUT("/users/{id}", { params: { path: { id: bob }, header: { "If-Match": etag(read.response) } }, body: { name: `Bob Brown ${run}` } }),
  );
  assert.equal(renamed.name, `Bob Brown ${run}`);
  const found = await ok(client.GET("/users", { params: { query: { q: `BROWN ${run}` } } }));
  assert.deepEqual([found.items.map((user) => user.id), found.next_cursor], [[bob], null]);

  const missing = await refused(404, "user_not_found", client.GET("/users/{id}", { params: { path: { id: `nobody-${run}` } } }));
  assert.ok(missing.trace_id);
  const invalid = await refused(400, "validation_failed", client.POST("/users", { body: { name: " " } }));
  assert.deepEqual(invalid.errors?.map((error) => error.pointer), ["/name"]);
}

async function messages(): Promise<void> {
  const send = (body: string, key: string) =>
    client.POST("/messages", { params: { header: { "Idempotency-Key": key } }, body: { sender_id: ann, recipient_id: bob, body } });
  const sent = await send("Hi Bob", `hello-${run}`);
  const again = await send("Hi Bob", `hello-${run}`);
  const id = sent.data!.id;
  assert.equal(sent.response.status, 201);
  assert.deepEqual([again.data?.id, again.response.headers.get("Idempotent-Replayed")], [id, "true"]);
  await refused(422, "idempotency_key_reused", send("Hi", `hello-${run}`));
  await refused(404, "user_not_found", client.POST("/messages", { body: { sender_id: ann, recipient_id: `nobody-${run}`, body: "Hi" } }));

  const path = { id };
  const read = await client.GET("/messages/{id}", { params: { path } });
  const tag = etag(read.response);
  assert.deepEqual([read.data?.body, read.data?.edited_at], ["Hi Bob", null]);
  const unchanged = await client.GET("/messages/{id}", { params: { path, header: { "If-None-Match": tag } } });
  assert.equal(unchanged.response.status, 304);

  await refused(403, "not_the_sender", client.PUT("/messages/{id}", { params: { path, header: { "X-User-Id": bob } }, body: { body: "Hi Ann" } }));
  const edited = await ok(
    client.PUT("/messages/{id}", { params: { path, header: { "X-User-Id": ann, "If-Match": tag } }, body: { body: "Hi Bob!" } }),
  );
  assert.deepEqual([edited.body, typeof edited.edited_at], ["Hi Bob!", "string"]);
  await refused(412, "etag_mismatch", client.PUT("/messages/{id}", { params: { path, header: { "If-Match": tag } }, body: { body: "Late" } }));

  const likes = { params: { path: { id, user_id: bob } } };
  const liked = await client.PUT("/messages/{id}/likes/{user_id}", likes);
  assert.deepEqual([liked.response.status, liked.data?.liked_by], [201, [bob]]);
  assert.equal((await client.PUT("/messages/{id}/likes/{user_id}", likes)).response.status, 200);
  assert.equal((await client.DELETE("/messages/{id}/likes/{user_id}", likes)).response.status, 204);

  const second = await ok(client.POST("/messages", { body: { sender_id: bob, recipient_id: ann, body: "Hi Ann" } }));
  await ok(client.DELETE("/messages/{id}", { params: { path: { id: second.id }, header: { "X-User-Id": bob } } }));
  await refused(404, "message_not_found", client.GET("/messages/{id}", { params: { path: { id: second.id } } }));
  const withDeleted = await ok(
    client.GET("/messages", { params: { query: { include_deleted: true, limit: 1 }, header: { "X-User-Id": ann } } }),
  );
  assert.deepEqual(
    withDeleted.items.map((message) => [message.id, message.body, typeof message.deleted_at]),
    [[second.id, null, "string"]],
  );
}

async function conversations(): Promise<void> {
  const bodies = ["Hi Bob!", "one", "two", "three", "four"];
  for (const body of bodies.slice(1)) {
    await ok(client.POST("/messages", { body: { sender_id: ann, recipient_id: bob, body } }));
  }

  const path = { id: bob, peer_id: ann };
  const list = "/users/{id}/conversations/{peer_id}/messages";
  const seen = await all(paginate(client, list, { params: { path, query: { order: "asc", limit: 2 } } }));
  assert.deepEqual(seen.map((message) => message.body), bodies);
  await refused(
    400,
    "cursor_invalid",
    client.GET(list, { params: { path, query: { cursor: "nonsense" } } }),
  );

  const conversations = await ok(client.GET("/users/{id}/conversations", { params: { path: { id: bob } } }));
  assert.deepEqual(conversations.items.map((one) => [one.peer.id, one.last_message?.body, one.unread_count]), [[ann, "four", 5]]);
  const third = seen[2]!.id;
  const marker = await ok(client.PUT("/users/{id}/conversations/{peer_id}/read", { params: { path }, body: { up_to: third } }));
  assert.deepEqual([marker.last_read_message_id, marker.unread_count], [third, 2]);
  const contacts = await ok(client.GET("/users/{id}/contacts", { params: { path: { id: bob } } }));
  assert.deepEqual(contacts.items.map((user) => user.id), [ann]);
}

async function orders(): Promise<void> {
  await ok(client.POST("/services", { body: { id: cleaning, name: "Cleaning" } }));
  await ok(client.POST("/services", { body: { id: testing, name: "Trial" } }));
  const renamed = await ok(client.PUT("/services/{id}", { params: { path: { id: testing } }, body: { name: "Testing" } }));
  assert.equal(renamed.name, "Testing");

  const first = await client.POST("/orders", { body: { datetime: "2030-06-01T12:00:00+02:00", totalfee: 49.95, services: [{ id: cleaning }] } });
  assert.equal(first.response.status, 201);
  assert.deepEqual([first.data?.totalfee, first.data?.datetime], [49.95, "2030-06-01T10:00:00.000Z"]);

  const late = { datetime: "2030-06-01T11:00:00Z", totalfee: 100, services: [{ id: cleaning }, { id: testing }] };
  const conflict = await client.POST("/orders", { body: late });
  assert.equal(conflict.response.status, 409);
  assert.ok(isOrderConflict(conflict.error));
  assert.deepEqual([conflict.error.window, conflict.error.next_available], ["PT3H", "2030-06-01T13:00:00.000Z"]);
  assert.deepEqual(conflict.error.conflicts.map((other) => [other.order_id, other.gap_seconds]), [[first.data?.id, 3600]]);

  const availability = await ok(
    client.GET("/availability", {
      params: { query: { from: "2030-06-01T06:00:00+02:00", to: "2030-06-01T18:00:00+02:00", service_id: [cleaning, testing] } },
    }),
  );
  assert.deepEqual([availability.free[0]?.to, availability.free[1]?.from], ["2030-06-01T07:00:00.000Z", "2030-06-01T13:00:00.000Z"]);

  const second = await ok(client.POST("/orders", { body: { ...late, datetime: conflict.error.next_available! } }));
  assert.deepEqual(second.services.map((service) => service.name), ["Cleaning", "Testing"]);
  const path = { id: first.data!.id };
  const stale = { "If-Match": etag(first.response) };
  const moved = await ok(
    client.PUT("/orders/{id}", {
      params: { path, header: stale },
      body: { datetime: "2030-06-01T09:30:00Z", totalfee: 50, services: [{ id: cleaning }] },
    }),
  );
  assert.equal(moved.datetime, "2030-06-01T09:30:00.000Z");
  await refused(412, "etag_mismatch", client.DELETE("/orders/{id}", { params: { path, header: stale } }));

  const listed = await ok(
    client.GET("/orders", { params: { query: { from: "2030-06-01T02:30:00-07:00", to: second.datetime, service_id: cleaning } } }),
  );
  assert.deepEqual(listed.items.map((order) => order.id), [moved.id]);
  await refused(409, "service_in_use", client.DELETE("/services/{id}", { params: { path: { id: cleaning } } }));
  await ok(client.DELETE("/orders/{id}", { params: { path } }));
  await refused(404, "order_not_found", client.GET("/orders/{id}", { params: { path } }));
}

async function sms(): Promise<void> {
  const reminder = { recipient_phone: "5555550001", message_body: "Your visit costs 20 €." };
  const preview = await ok(client.POST("/sms-messages/preview", { body: reminder }));
  assert.deepEqual([preview.recipient_phone, preview.encoding, preview.segments], ["+15555550001", "GSM-7", 1]);
  await refused(400, "phone_invalid", client.POST("/sms-messages/preview", { body: { recipient_phone: "12", message_body: "Hi" } }));

  const now = await ok(client.POST("/sms-messages", { body: reminder }));
  assert.deepEqual([now.status, now.send_at], ["queued", null]);
  const read = await ok(client.GET("/sms-messages/{id}", { params: { path: { id: now.message_id } } }));
  assert.deepEqual([read.message_body, read.status_history[0]?.status], [reminder.message_body, "queued"]);

  const later = await ok(
    client.POST("/send-message", {
      body: { recipient_phone: "+4915555550001", message_body: "Happy new year!", send_at: "2099-01-01T00:00:00+01:00" },
    }),
  );
  assert.deepEqual([later.status, later.send_at], ["scheduled", "2098-12-31T23:00:00.000Z"]);
  const scheduled = await ok(
    client.GET("/sms-messages", { params: { query: { status: "scheduled", recipient_phone: "+4915555550001", limit: 1 } } }),
  );
  assert.deepEqual(scheduled.items.map((message) => message.message_id), [later.message_id]);
  const path = { id: later.message_id };
  const canceled = await ok(client.POST("/sms-messages/{id}/cancel", { params: { path } }));
  assert.deepEqual([canceled.status, canceled.is_final], ["canceled", true]);
  await refused(409, "sms_not_cancelable", client.POST("/sms-messages/{id}/cancel", { params: { path } }));
}

/** The vector that Standard Webhooks publishes. */
async function webhooks(): Promise<void> {
  const [body, secret, at] = ['{"test": 2432232314}', "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 1614265330];
  const headers = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": `${at}`,
    "webhook-signature": "v1,bm9ib2R5 v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  };
  const verify = (text: string, key: string, seconds: number) => verifyWebhook(text, headers, key, seconds * 1000);
  assert.deepEqual(await verify(body, secret, at + 300), JSON.parse(body));
  assert.deepEqual(await verifyWebhook(body, new Headers(headers), ["whsec_eA==", secret], at * 1000), JSON.parse(body));
  await assert.rejects(verify(`${body} `, secret, at), WebhookVerificationError);
  await assert.rejects(verify(body, "whsec_eA==", at), WebhookVerificationError);
  await assert.rejects(verify(body, secret, at + 301), WebhookVerificationError);
  await assert.rejects(verify(body, secret, at - 301), WebhookVerificationError);
}

async function lists(): Promise<void> {
  const ids = (items: ListItem<ListPath>[]) => items.map((item) => ("message_id" in item ? item.message_id : "id" in item ? item.id : item.event_id));
  for (const path of ["/users", "/messages", "/services", "/orders", "/sms-messages", "/service-keys"] as const) {
    const streamed = ids(await all(stream(client, path)));
    assert.ok(streamed.length > 0, path);
    assert.deepEqual(ids(await all(paginate(client, path, { params: { query: { limit: 1 } } }))), streamed);
  }

  const ofBob = { params: { path: { id: bob } } };
  assert.deepEqual(await all(stream(client, "/users/{id}/contacts", ofBob)), await all(paginate(client, "/users/{id}/contacts", ofBob)));
  const [conversation] = await all(stream(client, "/users/{id}/conversations", ofBob));
  assert.equal(conversation?.peer.id, ann);
  // @ts-expect-error The path has a parameter.
  await assert.rejects(all(paginate(client, "/users/{id}/contacts")));

  const third = await ok(client.GET("/users", { params: { query: { limit: 1 } } }));
  const rest = await all(stream(client, "/users", { params: { query: { cursor: third.next_cursor! } } }));
  assert.deepEqual([...third.items, ...rest], await all(paginate(client, "/users", { params: { query: { limit: 1 } } })));

  for (const read of [paginate, stream]) {
    const unknown = read(client, "/users/{id}/contacts", { params: { path: { id: `nobody-${run}` } } });
    await assert.rejects(all(unknown), (error) => error instanceof ConciergeError && error.problem?.code === "user_not_found");
  }
}

/** Streams from responses that a server sends only when something fails. */
async function brokenStreams(): Promise<void> {
  const service = (id: string): ListItem<"/services"> => ({ id, name: "Cleaning", active: true, created_at: "", updated_at: "" });
  const line = (id: string) => `${JSON.stringify(service(id))}\n`;
  const from = (body: BodyInit, init?: ResponseInit) =>
    stream(createClient({ address, fetch: async () => new Response(body, init) }), "/services");

  const split = new TextEncoder().encode(line("1") + line("2€"));
  const bytes = new ReadableStream<Uint8Array>({
    start(controller) {
      split.forEach((byte) => controller.enqueue(Uint8Array.of(byte)));
      controller.close();
    },
  });
  assert.deepEqual(await all(from(bytes)), [service("1"), service("2€")]);
  assert.deepEqual(await all(from("", { headers: { "Content-Length": "0" } })), []);

  const cut = from(line("1") + line("2").slice(0, 9));
  assert.deepEqual((await cut.next()).value, service("1"));
  await assert.rejects(cut.next(), /incomplete/);
  await assert.rejects(all(from(line("1").trimEnd())), /incomplete/);
  await assert.rejects(
    all(from("<html>", { status: 502 })),
    (error) => error instanceof ConciergeError && error.problem === undefined && error.response.status === 502,
  );

  let isCanceled = false;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new TextEncoder().encode(line("1"))),
    cancel() {
      isCanceled = true;
    },
  });
  for await (const { id } of from(endless)) {
    assert.equal(id, "1");
    break;
  }
  assert.ok(isCanceled);

  const abort = new AbortController();
  const aborted = stream(client, "/users", { params: { query: { limit: 1 } }, signal: abort.signal });
  await aborted.next();
  abort.abort();
  await assert.rejects(all(aborted), { name: "AbortError" });
}

async function feed(): Promise<void> {
  const { data: before } = await client.GET("/changes", { params: { query: { after: "latest" } } });
  const id = `follow-${run}`;
  await ok(client.POST("/users", { body: { id, name: "Follow" } }));
  await ok(client.PUT("/users/{id}", { params: { path: { id } }, body: { name: "Followed" } }));

  const seen: string[] = [];
  for await (const event of followEvents(client, { after: before!.next_after, types: ["user.created", "user.updated"], userId: id })) {
    seen.push(`${event.type} ${event.resource_id}`);
    if (event.type === "user.updated") {
      assert.equal(event.data.version, 2);
      break;
    }
  }
  assert.deepEqual(seen, [`user.created ${id}`, `user.updated ${id}`]);

  const expired = followEvents(client, { after: "zzzz-1" }).next();
  await assert.rejects(expired, (error: ConciergeError) => error.problem?.code === "resume_point_expired");
}

async function retries(): Promise<void> {
  const keys: (string | null)[] = [];
  const retrying = createClient({
    address,
    key,
    async fetch(request) {
      keys.push(request.headers.get("Idempotency-Key"));
      // The first response is lost.
      await fetch(request.clone());
      return fetch(request);
    },
  });
  for (const name of ["Once", "Twice"]) {
    const { data, response } = await retrying.POST("/services", { body: { name } });
    assert.deepEqual([response.status, response.headers.get("Idempotent-Replayed"), data?.name], [201, "true", name]);
  }
  assert.match(keys[0]!, /^[0-9a-f]{32}$/);
  assert.notEqual(keys[0], keys[1]);
}

async function guards(): Promise<void> {
  const exists: unknown = await refused(409, "order_exists", twice("same"));
  assert.deepEqual([isProblem(exists), isOrderConflict(exists)], [true, false]);
  for (const other of [undefined, null, "", "<html>", {}, new Error("502")]) {
    assert.deepEqual([isProblem(other), isOrderConflict(other)], [false, false]);
  }

  async function twice(id: string): Promise<Answer<unknown>> {
    const services = [{ id: cleaning }];
    const order = (year: number) => ({ id: `${id}-${run}`, datetime: `${year}-01-01T00:00:00Z`, totalfee: 1, services });
    await ok(client.POST("/orders", { body: order(2031) }));
    return client.POST("/orders", { body: order(2032) });
  }
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) {
    list.push(item);
  }
  return list;
}

for (const walk of [users, messages, conversations, orders, sms, webhooks, lists, brokenStreams, feed, retries, guards]) {
  await walk();
  console.log(`ok  ${walk.name}`);
}
