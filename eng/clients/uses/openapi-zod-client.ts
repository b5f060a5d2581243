import { isAxiosError } from "axios";
import { createApiClient } from "../generated/openapi-zod-client/client.js";
import { address, type Conflict, type Problem, Refused, typed, walk } from "../walk.js";

// The client checks every response against the schemas of the document.
const api = createApiClient(address);

await walk({
  createUser: async (id, name) => typed(await api.createUser({ id, name })),
  send: async (sender_id, recipient_id, body) => typed(await api.sendMessage({ sender_id, recipient_id, body })),
  like: async (id, user_id) => typed(await api.likeMessage(undefined, { params: { id, user_id } })),
  async deleteMessage(id) {
    await api.deleteMessage(undefined, { params: { id } });
  },
  listMessages: async (user) =>
    typed(await api.listMessages({ queries: { include_deleted: true, limit: 1 }, headers: { "X-User-Id": user } })).items,
  getLastMessage: async (id, peer_id) => typed(await api.getConversation({ params: { id, peer_id } })).last_message,
  createService: async (id) => typed(await api.createService({ id, name: "Cleaning" })),
  async order(id, datetime, service) {
    try {
      return { order: typed(await api.createOrder({ id, datetime, totalfee: 49.95, services: [{ id: service }] })) };
    } catch (error) {
      // By default, the generator types errors only if they are application/json.
      if (isAxiosError<Conflict>(error) && error.response?.data.code === "order_conflict") {
        return { conflict: error.response.data };
      }
      throw isAxiosError<Problem>(error) ? new Refused(error.response?.data) : error;
    }
  },
  queueSms: async (recipient_phone, message_body) => typed(await api.queueSms({ recipient_phone, message_body })),
});
