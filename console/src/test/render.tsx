import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import { Provider } from "jotai";
import type { ReactElement } from "react";
import { store } from "../state";

/** Renders a part of the console with what surrounds it. */
export function renderPart(part: ReactElement) {
  return render(
    <Provider store={store}>
      <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
        <MantineProvider env="test">{part}</MantineProvider>
      </QueryClientProvider>
    </Provider>,
  );
}

export function json(body: unknown, status = 200): Response {
  const type = status < 400 ? "application/json" : "application/problem+json";
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": type } });
}

export function problem(status: number, code: string): Response {
  return json({ type: `/problems/${code}`, title: "A title", status, detail: "A detail.", instance: "/", code, trace_id: "t" }, status);
}
