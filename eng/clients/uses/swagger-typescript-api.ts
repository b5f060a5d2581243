import { Api, type HttpResponse } from "../generated/swagger-typescript-api/api.js";
import { address, Refused, typed, walk } from "../walk.js";

const api = new Api({ baseUrl: address });

await walk({
  createUser: async (id, name) => ok(await api.users.createUser({ id, name })),
  send: async (sender_id, recipient_id, body) => ok(await api.messages.sendMessage({ sender_id, recipient_id, body })),
  like: async (id, user) => ok(await api.messages.likeMessage(id, user)),
  async deleteMessage(id) {
    await api.messages.deleteMessage(id);
  },
  listMessages: async (user) =>
    ok(await api.messages.listMessages({ include_deleted: true, limit: 1 }, { headers: { "X-User-Id": user } })).items,
  getLastMessage: async (id, peer) => ok(await api.users.getConversation(id, peer)).last_message,
  createService: async (id) => ok(await api.services.createService({ id, name: "Cleaning" })),
  async order(id, datetime, service) {
    const ordering = api.orders.createOrder({ id, datetime, totalfee: 49.95, services: [{ id: service }] });
    try {
      return { order: ok(await ordering) };
    } catch (thrown) {
      // The client throws the response. Its type is that of the call, but TypeScript does not know what is thrown.
      const { error } = thrown as Awaited<typeof ordering>;
      if (error.code === "order_conflict" && "conflicts" in error) {
        return { conflict: typed(error) };
      }
      throw new Refused(error);
    }
  },
  queueSms: async (recipient_phone, message_body) => ok(await api.smsMessages.queueSms({ recipient_phone, message_body })),
});

function ok<T>({ data }: HttpResponse<T, unknown>): T {
  return data;
}
