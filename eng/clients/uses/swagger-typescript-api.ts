import { Api } from "../generated/swagger-typescript-api/api.js";

const api = new Api();

export async function names(): Promise<string[]> {
  const { data } = await api.users.listUsers({ limit: 1 });
  return data.items.map((user) => user.name);
}

export const order = (datetime: string) => api.orders.createOrder({ id: 223, datetime, totalfee: 100, services: [{ id: "123" }] });
