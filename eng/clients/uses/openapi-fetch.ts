// Compiles only if lists are typed, ids may be numbers, and the 409 of orders narrows by its code.
import createClient from "openapi-fetch";
import type { paths } from "../generated/openapi-typescript/schema.js";

const client = createClient<paths>({ baseUrl: "http://127.0.0.1:8000/v1" });

export async function names(): Promise<string[]> {
  const { data } = await client.GET("/users", { params: { query: { limit: 1 } } });
  return data?.items.map((user) => user.name) ?? [];
}

export async function lastMessage(id: string): Promise<string | null> {
  const { data } = await client.GET("/users/{id}/conversations", { params: { path: { id } } });
  return data?.items[0]?.last_message?.body ?? null;
}

export async function order(datetime: string): Promise<string | null> {
  const { error, response } = await client.POST("/orders", { body: { id: 223, datetime, totalfee: 100, services: [{ id: "123" }] } });
  if (response.status === 409 && error !== undefined && error.code === "order_conflict" && "conflicts" in error) {
    const nearest: string | undefined = error.conflicts[0]?.order_id;
    return nearest ?? error.next_available;
  }
  return null;
}
