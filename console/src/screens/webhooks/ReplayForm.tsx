import { Button, Modal, Radio, Stack, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import dayjs from "dayjs";
import { useState } from "react";
import { dataOf } from "../../api";
import { Trouble } from "../../components/Trouble";
import { type Endpoint, useBackend, webhooks } from "./queries";
import { nameOf } from "./words";

/** Delivers events since a time again. */
export function ReplayForm({ endpoint, onClose }: { endpoint: Endpoint; onClose: () => void }) {
  const api = useBackend();
  const queries = useQueryClient();
  const [since, setSince] = useState(() => dayjs().subtract(1, "day").format("YYYY-MM-DDTHH:mm"));
  const [only, setOnly] = useState("failed");
  const replay = useMutation({
    mutationFn: () =>
      dataOf(
        api.POST("/webhook-endpoints/{id}/replay", {
          params: { path: { id: endpoint.id } },
          body: { since: dayjs(since).toISOString(), only },
        }),
      ),
    onSuccess: async ({ to }) => {
      notifications.show({ title: "The replay has begun", message: `It ends with the event ${to}. Newer events follow.` });
      onClose();
      await queries.invalidateQueries({ queryKey: webhooks });
    },
  });
  return (
    <Modal opened onClose={onClose} title={`Replay events to ${nameOf(endpoint)}`} closeButtonProps={{ "aria-label": "Close" }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          replay.mutate();
        }}
      >
        <Stack>
          <TextInput
            label="Since"
            description="In your time zone, accurate to a minute."
            type="datetime-local"
            required
            data-autofocus
            value={since}
            onChange={(event) => setSince(event.currentTarget.value)}
          />
          <Radio.Group label="Which events" value={only} onChange={setOnly}>
            <Stack gap={6} mt={4}>
              <Radio value="failed" label="Those that failed" />
              <Radio value="all" label="All, also those that were delivered" />
            </Stack>
          </Radio.Group>
          {replay.error && <Trouble error={replay.error} />}
          <Button type="submit" loading={replay.isPending} disabled={!dayjs(since).isValid()}>
            Replay
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}
