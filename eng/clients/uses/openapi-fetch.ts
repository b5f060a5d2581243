import createClient from "openapi-fetch";
import type { paths } from "../generated/openapi-typescript/schema.js";
import { address, type Problem, Refused, typed, walk } from "../walk.js";

const client = createClient<paths>({ baseUrl: address });

await walk({
  createUser: async (id, name) => typed(ok(await client.POST("/users", { body: { id, name } }))),
  send: async (sender_id, recipient_id, body) => typed(ok(await client.POST("/messages", { body: { sender_id, recipient_id, body } }))),
  like: async (id, user_id) => typed(ok(await client.PUT("/messages/{id}/likes/{user_id}", { params: { path: { id, user_id } } }))),
  async deleteMessage(id) {
    await client.DELETE("/messages/{id}", { params: { path: { id } } });
  },
  async listMessages(user) {
    const params = { query: { include_deleted: true, limit: 1 }, header: { "X-User-Id": user } };
    return typed(ok(await client.GET("/messages", { params })).items);
  },
  getLastMessage: async (id, peer_id) =>
    typed(ok(await client.GET("/users/{id}/conversations/{peer_id}", { params: { path: { id, peer_id } } })).last_message),
  createService: async (id) => typed(ok(await client.POST("/services", { body: { id, name: "Cleaning" } }))),
  async order(id, datetime, service) {
    const { data, error } = await client.POST("/orders", { body: { id, datetime, totalfee: 49.95, services: [{ id: service }] } });
    if (data !== undefined) {
      return { order: typed(data) };
    }
    // The type is that of all statuses; a plain problem has any code.
    if (error.code === "order_conflict" && "conflicts" in error) {
      return { conflict: typed(error) };
    }
    throw new Refused(error);
  },
  queueSms: async (recipient_phone, message_body) =>
    typed(ok(await client.POST("/sms-messages", { body: { recipient_phone, message_body } }))),
});

function ok<T>({ data, error }: { data?: T; error?: Problem }): NonNullable<T> {
  if (data === undefined || data === null) {
    throw new Refused(error);
  }
  return data;
}
