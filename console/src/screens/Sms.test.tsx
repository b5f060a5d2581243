import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { json, problem, renderPart } from "../test/render";
import Sms from "./Sms";

const item = (id: string, body: string, at: string) => ({
  message_id: id,
  recipient_phone: "+15555550001",
  message_body: body,
  timestamp: at,
  status: "delivered",
  is_final: true,
  segments: 1,
  attempts: 1,
  error: null,
  provider_message_id: null,
  send_at: null,
  expires_at: at,
  metadata: {},
  redacted_at: null,
  status_history: [],
});

function serve(send: (request: Request) => Promise<Response> | Response) {
  const requests: Request[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    if (request.method === "POST" && request.url.endsWith("/sms-messages")) {
      requests.push(request.clone());
      return send(request);
    }
    return request.url.includes("preview")
      ? json({ recipient_phone: "+15555550001", encoding: "GSM-7", characters: 5, segments: 1 })
      : json({
          items: [item("2", "Later", "2026-11-30T10:00:00.000Z"), item("1", "Earlier", "2026-11-30T09:00:00.000Z")],
          next_cursor: null,
        });
  });
  return requests;
}

it("lists ascending by time, above the form", async () => {
  serve(() => json({}));
  renderPart(<Sms />);

  const [first, second] = await screen.findAllByRole("listitem");

  expect(first).toHaveTextContent("Earlier");
  expect(second).toHaveTextContent("Later");
  expect(second!.compareDocumentPosition(screen.getByRole("form")) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
});

it("sends nothing until the number has 10 digits", async () => {
  const requests = serve(() => json(item("3", "Hello", "2026-11-30T11:00:00.000Z"), 201));
  renderPart(<Sms />);
  await userEvent.type(screen.getByLabelText(/Recipient phone/), "555555000");
  await userEvent.type(screen.getByLabelText(/Message body/), "Hello");

  await userEvent.click(screen.getByRole("button", { name: "Send" }));
  expect(screen.getByText(/exactly 10 digits/)).toBeVisible();
  expect(requests).toHaveLength(0);

  await userEvent.type(screen.getByLabelText(/Recipient phone/), "1");
  await userEvent.click(screen.getByRole("button", { name: "Send" }));
  await waitFor(() => expect(screen.getByLabelText(/Message body/)).toHaveValue(""));
  expect(screen.getByLabelText(/Recipient phone/)).toHaveValue("");
  expect(await requests[0]!.json()).toEqual({ recipient_phone: "5555550001", message_body: "Hello" });
});

it("keeps the text after a failure, and tries again with the same key", async () => {
  let isBroken = true;
  const requests = serve(() => {
    if (isBroken) {
      isBroken = false;
      throw new TypeError("Failed to fetch");
    }
    return problem(503, "database_unavailable");
  });
  renderPart(<Sms />);
  await userEvent.type(screen.getByLabelText(/Recipient phone/), "5555550001");
  await userEvent.type(screen.getByLabelText(/Message body/), "Hello");
  await userEvent.click(screen.getByRole("button", { name: "Send" }));
  expect(await screen.findByText("The server cannot be reached")).toBeVisible();

  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByText("The database is not available")).toBeVisible();
  expect(screen.getByLabelText(/Message body/)).toHaveValue("Hello");
  const keys = requests.map((request) => request.headers.get("Idempotency-Key"));
  expect(keys[0]).toBe(keys[1]);

  // Another text is another request.
  await userEvent.type(screen.getByLabelText(/Message body/), "!");
  await userEvent.click(screen.getByRole("button", { name: "Send" }));
  await waitFor(() => expect(requests).toHaveLength(3));
  expect(requests[2]!.headers.get("Idempotency-Key")).not.toBe(keys[0]);
});
