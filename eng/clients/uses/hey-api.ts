import { client } from "../generated/hey-api/client.gen.js";
import * as api from "../generated/hey-api/index.js";
import { address, type Problem, Refused, typed, walk } from "../walk.js";

client.setConfig({ baseUrl: address });

await walk({
  createUser: async (id, name) => typed(ok(await api.createUser({ body: { id, name } }))),
  send: async (sender_id, recipient_id, body) => typed(ok(await api.sendMessage({ body: { sender_id, recipient_id, body } }))),
  like: async (id, user_id) => typed(ok(await api.likeMessage({ path: { id, user_id } }))),
  async deleteMessage(id) {
    await api.deleteMessage({ path: { id }, throwOnError: true });
  },
  listMessages: async (user) =>
    typed(ok(await api.listMessages({ query: { include_deleted: true, limit: 1 }, headers: { "X-User-Id": user } })).items),
  getLastMessage: async (id, peer_id) => typed(ok(await api.getConversation({ path: { id, peer_id } })).last_message),
  createService: async (id) => typed(ok(await api.createService({ body: { id, name: "Cleaning" } }))),
  async order(id, datetime, service) {
    const { data, error } = await api.createOrder({ body: { id, datetime, totalfee: 49.95, services: [{ id: service }] } });
    if (data !== undefined) {
      return { order: typed(data) };
    }
    // The type is that of all statuses; a plain problem has any code.
    if (error.code === "order_conflict" && "conflicts" in error) {
      return { conflict: typed(error) };
    }
    throw new Refused(error);
  },
  queueSms: async (recipient_phone, message_body) => typed(ok(await api.queueSms({ body: { recipient_phone, message_body } }))),
});

function ok<T>({ data, error }: { data?: T; error?: Problem }): NonNullable<T> {
  if (data === undefined || data === null) {
    throw new Refused(error);
  }
  return data;
}
