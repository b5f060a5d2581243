import { createOrder, listUsers } from "../generated/orval/api.js";

export async function names(): Promise<string[]> {
  const answer = await listUsers({ limit: 1 });
  return answer.status === 200 ? answer.data.items.map((user) => user.name) : [];
}

export async function order(datetime: string): Promise<string | null> {
  const answer = await createOrder({ id: 223, datetime, totalfee: 100, services: [{ id: "123" }] });
  return answer.status === 409 && answer.data.code === "order_conflict" ? answer.data.next_available : null;
}
