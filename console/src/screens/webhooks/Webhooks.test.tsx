import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { json, problem, renderPart } from "../../test/render";
import Webhooks from "./Webhooks";

const endpoint = {
  id: "01a1fdba-a5d0-74df-a44c-02177b0cff4a",
  url: "https://shop.example/hooks",
  types: null as string[] | null,
  description: "Shop",
  status: "enabled",
  status_reason: null as string | null,
  position: "k7d2-7",
  lag: 0,
  failing_since: null as string | null,
  disables_at: null as string | null,
  created_at: "2026-11-30T09:00:00.000Z",
  updated_at: "2026-11-30T09:00:00.000Z",
};

/** Serves endpoints. Other requests are recorded, and answered by the test. */
function serve(endpoints: object[], answer: (request: Request) => Response = () => json({})) {
  const requests: { method: string; path: string; ifMatch: string | null; body: unknown }[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const path = new URL(request.url).pathname.replace("/v1/webhook-endpoints", "");
    if (request.method === "GET" && path === "") {
      return json({ items: endpoints, next_cursor: null });
    }
    if (request.method === "GET" && path.split("/").length > 2) {
      return json({ items: [], next_cursor: null });
    }
    if (request.method === "GET") {
      const found = json(endpoints[0]);
      found.headers.set("ETag", `"tag-${requests.length}"`);
      return found;
    }
    const body = await request.clone().text();
    requests.push({
      method: request.method,
      path: path.replace(endpoint.id, "id"),
      ifMatch: request.headers.get("If-Match"),
      body: body === "" ? null : JSON.parse(body),
    });
    return answer(request);
  });
  return requests;
}

/** Key by key would take seconds on a busy machine. */
const fill = (input: HTMLElement, value: string) => fireEvent.change(input, { target: { value } });

it("says what to do where there is no endpoint", async () => {
  serve([]);
  renderPart(<Webhooks />);

  expect(await screen.findByText("No webhooks yet")).toBeVisible();
});

it("creates an endpoint only with a URL, and shows its secret once", async () => {
  const requests = serve([], () => json({ ...endpoint, secret: "whsec_once" }, 201));
  renderPart(<Webhooks />);
  await userEvent.click(screen.getByRole("button", { name: "Create endpoint" }));
  const form = await screen.findByRole("dialog");

  fill(within(form).getByLabelText(/^URL/), "shop.example");
  await userEvent.click(within(form).getByRole("button", { name: "Create" }));
  expect(within(form).getByText(/complete URL/)).toBeVisible();
  expect(requests).toHaveLength(0);

  fill(within(form).getByLabelText(/^URL/), endpoint.url);
  fill(within(form).getByLabelText(/Description/), "Shop");
  await userEvent.click(within(form).getByRole("button", { name: "Create" }));

  expect(await screen.findByText("whsec_once")).toBeVisible();
  expect(requests).toEqual([
    { method: "POST", path: "", ifMatch: null, body: { url: endpoint.url, description: "Shop", enabled: true } },
  ]);
  await userEvent.click(screen.getByRole("button", { name: "Done" }));
  await waitFor(() => expect(screen.queryByText("whsec_once")).not.toBeInTheDocument());
});

it("explains a refused URL and keeps what was typed", async () => {
  serve([], () => problem(400, "url_not_allowed"));
  renderPart(<Webhooks />);
  await userEvent.click(screen.getByRole("button", { name: "Create endpoint" }));
  const form = await screen.findByRole("dialog");
  fill(within(form).getByLabelText(/^URL/), "https://10.0.0.1");
  await userEvent.click(within(form).getByRole("button", { name: "Create" }));

  expect(await within(form).findByText("Webhooks cannot be sent to this URL")).toBeVisible();
  expect(within(form).getByLabelText(/^URL/)).toHaveValue("https://10.0.0.1");
});

it("changes an endpoint with its tag, and saves again with the newer one after a conflict", async () => {
  let isStale = true;
  const requests = serve([{ ...endpoint, types: ["order.created"] }], () => {
    const answer = isStale ? problem(412, "etag_mismatch") : json(endpoint);
    isStale = false;
    return answer;
  });
  renderPart(<Webhooks />);
  await userEvent.click(await screen.findByRole("button", { name: "Change: Shop" }));
  const form = await screen.findByRole("dialog");
  fill(within(form).getByLabelText(/Description/), "Shop 2");

  await userEvent.click(within(form).getByRole("button", { name: "Save" }));
  expect(await within(form).findByText("Somebody changed it meanwhile")).toBeVisible();
  await userEvent.click(within(form).getByRole("button", { name: "Save" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());

  const body = { url: endpoint.url, description: "Shop 2", types: ["order.created"] };
  expect(requests).toEqual([
    { method: "PUT", path: "/id", ifMatch: '"tag-0"', body },
    { method: "PUT", path: "/id", ifMatch: '"tag-1"', body },
  ]);
});

it("rotates a secret with the chosen overlap", async () => {
  const requests = serve([endpoint], () => json({ secret: "whsec_new", previous_expires_at: "2026-12-07T09:00:00.000Z" }));
  renderPart(<Webhooks />);
  await userEvent.click(await screen.findByRole("button", { name: "Rotate secret: Shop" }));
  const form = await screen.findByRole("dialog");
  await userEvent.click(within(form).getByRole("combobox", { name: "The old secret goes on for" }));
  await userEvent.click(await screen.findByRole("option", { name: "One week" }));
  await userEvent.click(within(form).getByRole("button", { name: "Rotate" }));

  expect(await screen.findByText("whsec_new")).toBeVisible();
  expect(screen.getByText(/The old secret signs, too, until/)).toBeVisible();
  expect(requests.map(({ path, body }) => ({ path, body }))).toEqual([{ path: "/id/rotate-secret", body: { overlap: "P7D" } }]);
});

it("replays what failed since a time", async () => {
  const requests = serve([endpoint], () => json({ from: "k7d2-1", to: "k7d2-9" }, 202));
  renderPart(<Webhooks />);
  await userEvent.click(await screen.findByRole("button", { name: "Replay: Shop" }));
  const form = await screen.findByRole("dialog");
  const since = within(form).getByLabelText(/Since/);
  fill(since, "");
  expect(within(form).getByRole("button", { name: "Replay" })).toBeDisabled();
  fill(since, "2026-11-29T08:30");
  await userEvent.click(within(form).getByRole("button", { name: "Replay" }));

  await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
  expect(requests.map(({ path, body }) => ({ path, body }))).toEqual([
    { path: "/id/replay", body: { since: new Date(2026, 10, 29, 8, 30).toISOString(), only: "failed" } },
  ]);
});

it("resumes a disabled endpoint where it stopped, and offers no replay for it", async () => {
  const disabled = { ...endpoint, status: "disabled", status_reason: "gone", lag: 3 };
  const requests = serve([disabled], () => json(endpoint));
  renderPart(<Webhooks />);

  expect(await screen.findByText(/, 3 events waiting/)).toHaveTextContent(/^Disabled since/);
  expect(screen.getByText(/It answered 410 Gone/)).toBeVisible();
  expect(screen.queryByRole("button", { name: "Replay: Shop" })).not.toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Resume" }));

  await waitFor(() => expect(requests).toHaveLength(1));
  expect(requests[0]).toEqual({
    method: "PUT",
    path: "/id",
    ifMatch: '"tag-0"',
    body: { url: endpoint.url, description: "Shop", enabled: true, resume: "where_it_stopped" },
  });
});
