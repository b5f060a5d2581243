import * as api from "../generated/orval/api.js";
import { address, type Problem, Refused, typed, walk } from "../walk.js";

// By default, the client calls paths of the page that it runs in.
const fetchOfPage = globalThis.fetch;
globalThis.fetch = (path, init) => fetchOfPage(`${address}${path}`, init);

await walk({
  createUser: async (id, name) => typed(ok(await api.createUser({ id, name }))),
  send: async (sender_id, recipient_id, body) => typed(ok(await api.sendMessage({ sender_id, recipient_id, body }))),
  like: async (id, user_id) => typed(ok(await api.likeMessage(id, user_id))),
  async deleteMessage(id) {
    await api.deleteMessage(id);
  },
  listMessages: async (user) =>
    typed(ok(await api.listMessages({ include_deleted: true, limit: 1 }, { headers: { "X-User-Id": user } })).items),
  getLastMessage: async (id, peer_id) => typed(ok(await api.getConversation(id, peer_id)).last_message),
  createService: async (id) => typed(ok(await api.createService({ id, name: "Cleaning" }))),
  async order(id, datetime, service) {
    const answer = await api.createOrder({ id, datetime, totalfee: 49.95, services: [{ id: service }] });
    if (answer.status === 409 && answer.data.code === "order_conflict") {
      return { conflict: typed(answer.data) };
    }
    return { order: typed(ok(answer)) };
  },
  queueSms: async (recipient_phone, message_body) => typed(ok(await api.queueSms({ recipient_phone, message_body }))),
});

/** Returns the data of a success. */
function ok<A extends { status: number; data: unknown }>(answer: A): Extract<A, { status: 200 | 201 }>["data"] {
  if (answer.status !== 200 && answer.status !== 201) {
    throw new Refused(answer.data as Problem);
  }
  return answer.data;
}
