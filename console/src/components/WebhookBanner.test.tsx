import { screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { useEndpoints } from "../screens/webhooks/queries";
import { json, problem, renderPart } from "../test/render";
import WebhookBanner from "./WebhookBanner";

const endpoint = (description: string, status: string, failing_since: string | null = null) => ({
  id: description,
  url: "https://shop.example",
  description,
  status,
  failing_since,
});

const since = "2026-11-30T09:00:00.000Z";

/** Shares the query of the banner, and says when it is answered. */
function Answered() {
  return useEndpoints(false).isPending ? null : <p>Answered</p>;
}

function show(answer: Response) {
  vi.stubGlobal("fetch", async () => answer);
  renderPart(
    <>
      <WebhookBanner />
      <Answered />
    </>,
  );
}

it("names the endpoint that fails, and links to the screen", async () => {
  show(json({ items: [endpoint("Shop", "enabled", since), endpoint("Other", "enabled")], next_cursor: null }));

  expect(await screen.findByRole("status")).toHaveTextContent("The webhook endpoint Shop is failing. Events wait.");
  expect(screen.getByRole("link", { name: "Show webhooks" })).toHaveAttribute("href", "/webhooks");
});

it("counts several", async () => {
  const items = [endpoint("A", "disabled", since), endpoint("B", "disabled"), endpoint("C", "enabled", since)];
  show(json({ items, next_cursor: null }));

  expect(await screen.findByRole("status")).toHaveTextContent(
    "The webhook endpoint C is failing. 2 webhook endpoints are disabled. Events wait.",
  );
});

it.each([
  ["all endpoints work", () => json({ items: [endpoint("Shop", "enabled")], next_cursor: null })],
  ["the key may not read them", () => problem(403, "scope_missing")],
])("shows nothing when %s", async (_, answer) => {
  show(answer());

  expect(await screen.findByText("Answered")).toBeVisible();
  expect(screen.queryByRole("status")).not.toBeInTheDocument();
});
