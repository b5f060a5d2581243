import { createOrder, listUsers } from "../generated/hey-api/index.js";
import type { CreateOrderErrors } from "../generated/hey-api/index.js";

export async function names(): Promise<string[]> {
  const { data } = await listUsers({ query: { limit: 1 } });
  return data?.items.map((user) => user.name) ?? [];
}

export const order = (datetime: string) => createOrder({ body: { id: 223, datetime, totalfee: 100, services: [{ id: "123" }] } });

export const free = (error: CreateOrderErrors[409]): string | null => (error.code === "order_conflict" ? error.next_available : null);
