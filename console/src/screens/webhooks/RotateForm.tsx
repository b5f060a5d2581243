import { Button, Modal, Select, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { dataOf } from "../../api";
import { format } from "../../components/Instant";
import { Trouble } from "../../components/Trouble";
import { type Endpoint, useBackend } from "./queries";
import { nameOf, type NewSecret } from "./words";

const overlaps = [
  { value: "PT0S", label: "Not at all" },
  { value: "PT1H", label: "One hour" },
  { value: "PT24H", label: "One day" },
  { value: "P7D", label: "One week" },
];

interface RotateFormProps {
  endpoint: Endpoint;
  onClose: () => void;
  onSecret: (secret: NewSecret) => void;
}

/** Replaces the secret of an endpoint. */
export function RotateForm({ endpoint, onClose, onSecret }: RotateFormProps) {
  const api = useBackend();
  const [overlap, setOverlap] = useState("PT24H");
  const rotate = useMutation({
    mutationFn: () =>
      dataOf(api.POST("/webhook-endpoints/{id}/rotate-secret", { params: { path: { id: endpoint.id } }, body: { overlap } })),
    onSuccess: ({ secret, previous_expires_at }) => {
      onClose();
      onSecret({
        title: "New signing secret",
        secret,
        note:
          overlap === "PT0S"
            ? `Give it to the receiver ${nameOf(endpoint)} now. The old secret no longer signs.`
            : `Give it to the receiver ${nameOf(endpoint)}. The old secret signs, too, until ${format(previous_expires_at)}.`,
      });
    },
  });
  return (
    <Modal opened onClose={onClose} title={`Rotate the secret of ${nameOf(endpoint)}`} closeButtonProps={{ "aria-label": "Close" }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          rotate.mutate();
        }}
      >
        <Stack>
          <Text size="sm">Requests are signed with both secrets for a while, so that you can change the receiver in between.</Text>
          <Select
            label="The old secret goes on for"
            data={overlaps}
            value={overlap}
            onChange={(value) => setOverlap(value ?? "PT24H")}
            allowDeselect={false}
            data-autofocus
          />
          {rotate.error && <Trouble error={rotate.error} />}
          <Button type="submit" loading={rotate.isPending}>
            Rotate
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}
