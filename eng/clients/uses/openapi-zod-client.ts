import { createApiClient, schemas } from "../generated/openapi-zod-client/client.js";

const api = createApiClient("http://127.0.0.1:8000/v1");

export async function names(): Promise<string[]> {
  const page = await api.listUsers({ queries: { limit: 1 } });
  return page.items.map((user) => user.name);
}

export const order = (datetime: string) =>
  api.createOrder({ id: 223, datetime, totalfee: 100, services: [{ id: "123" }] });

export const request = schemas.CreateOrderRequest;
