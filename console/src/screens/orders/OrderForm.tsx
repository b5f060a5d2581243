import { Alert, Button, Group, List, Modal, MultiSelect, NumberInput, Stack, Text, TextInput } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { IconCalendarX } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ConciergeError, isOrderConflict, type Schemas } from "@concierge/client";
import dayjs from "dayjs";
import { useState } from "react";
import { dataOf, taggedOf, useApi, useIdempotencyKey, useOwnId } from "../../api";
import { format } from "../../components/Instant";
import { Trouble } from "../../components/Trouble";
import { codeOf } from "../../errors";
import { explainConflict, windowOf } from "./conflict";

/** A refused request: the response and its body. */
interface Refusal {
  response: Response;
  error: unknown;
}

/** What is to be booked, or an order that is to be changed. */
export interface Booking {
  id?: string;
  etag?: string;
  datetime: string;
  totalfee: number;
  services: string[];
  metadata?: Record<string, string>;
  /** Why the order could not be moved to `datetime`. */
  refusal?: Refusal;
}

interface OrderFormProps {
  booking: Booking;
  services: Schemas["Service"][];
  onClose: () => void;
}

/** Books an order, or changes it. A conflict offers the nearest free times. */
export function OrderForm({ booking, services, onClose }: OrderFormProps) {
  const api = useApi();
  const queries = useQueryClient();
  const isReader = useOwnId() !== undefined;
  const { keyFor } = useIdempotencyKey();
  const [time, setTime] = useState(dayjs(booking.datetime).format("YYYY-MM-DDTHH:mm"));
  const [fee, setFee] = useState<number | string>(booking.totalfee);
  const [chosen, setChosen] = useState(booking.services);
  const [etag, setEtag] = useState(booking.etag ?? "");
  const [refusal, setRefusal] = useState<Refusal | null>(booking.refusal ?? null);
  const refresh = () =>
    Promise.all([queries.invalidateQueries({ queryKey: ["orders"] }), queries.invalidateQueries({ queryKey: ["availability"] })]);

  const save = useMutation({
    mutationFn: async (datetime: string) => {
      const order = {
        datetime,
        totalfee: Number(fee),
        services: chosen.map((id) => ({ id })),
        ...(booking.metadata && { metadata: booking.metadata }),
      };
      const { data, error, response } = await (booking.id === undefined
        ? api.POST("/orders", { params: { header: { "Idempotency-Key": keyFor(order) } }, body: order })
        : api.PUT("/orders/{id}", { params: { path: { id: booking.id }, header: { "If-Match": etag } }, body: order }));
      if (!response.ok) {
        throw new ConciergeError(response, error);
      }
      return data!;
    },
    onSuccess: async (order) => {
      await refresh();
      notifications.show({
        title: booking.id === undefined ? "Booked" : "Saved",
        message: `Order ${order.id} is ${format(order.datetime)}.`,
      });
      onClose();
    },
    onError: async (error) => {
      setRefusal(error instanceof ConciergeError ? { response: error.response, error: error.problem } : null);
      if (codeOf(error) === "etag_mismatch" && booking.id !== undefined) {
        setEtag((await taggedOf(api.GET("/orders/{id}", { params: { path: { id: booking.id } } }))).etag);
        await refresh();
      }
    },
  });
  const remove = useMutation({
    mutationFn: () => dataOf(api.DELETE("/orders/{id}", { params: { path: { id: booking.id! }, header: { "If-Match": etag } } })),
    onSuccess: async () => {
      await refresh();
      onClose();
    },
  });
  const confirmRemoval = () =>
    modals.openConfirmModal({
      title: `Delete order ${booking.id}?`,
      children: <Text size="sm">Its time is free again at once.</Text>,
      labels: { confirm: "Delete", cancel: "Keep" },
      confirmProps: { color: "red.8" },
      closeButtonProps: { "aria-label": "Close" },
      onConfirm: () => remove.mutate(),
    });

  const conflict = refusal && isOrderConflict(refusal.error) ? refusal.error : null;
  const isComplete = dayjs(time).isValid() && time !== "" && fee !== "" && chosen.length > 0;
  const bookAt = (datetime: string) => {
    setTime(dayjs(datetime).format("YYYY-MM-DDTHH:mm"));
    save.mutate(datetime);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={booking.id === undefined ? "New order" : `Order ${booking.id}`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isComplete && !save.isPending) {
            // An unchanged time keeps its seconds.
            save.mutate(time === dayjs(booking.datetime).format("YYYY-MM-DDTHH:mm") ? booking.datetime : dayjs(time).toISOString());
          }
        }}
      >
        <Stack>
          <TextInput
            label="Time"
            description="In your time zone"
            type="datetime-local"
            required
            readOnly={isReader}
            value={time}
            onChange={(event) => setTime(event.currentTarget.value)}
            data-autofocus
          />
          <MultiSelect
            label="Services"
            required
            readOnly={isReader}
            value={chosen}
            onChange={setChosen}
            searchable
            maxValues={50}
            data={services
              .filter((service) => service.active || chosen.includes(service.id))
              .map((service) => ({ value: service.id, label: service.name }))}
            error={chosen.length === 0 ? "Choose at least one service." : null}
          />
          <NumberInput label="Total fee" required readOnly={isReader} value={fee} onChange={setFee} min={0} decimalScale={2} />
          {conflict && (
            <Alert color="orange" icon={<IconCalendarX aria-hidden />} title={`${format(conflict.requested)} is not free`} role="alert">
              <Stack gap="xs">
                <List size="sm" c="var(--mantine-color-text)">
                  {explainConflict(conflict, services).map((line) => (
                    <List.Item key={line}>{line}</List.Item>
                  ))}
                </List>
                <Text size="sm" c="var(--mantine-color-text)">
                  Orders for the same service need at least {windowOf(conflict)} between them.
                </Text>
                <Group gap="xs">
                  {conflict.previous_available !== null && (
                    <Button size="xs" variant="default" loading={save.isPending} onClick={() => bookAt(conflict.previous_available!)}>
                      Book previous free: {format(conflict.previous_available)}
                    </Button>
                  )}
                  {conflict.next_available !== null && (
                    <Button size="xs" variant="default" loading={save.isPending} onClick={() => bookAt(conflict.next_available!)}>
                      Book next free: {format(conflict.next_available)}
                    </Button>
                  )}
                </Group>
              </Stack>
            </Alert>
          )}
          {!conflict && refusal && <Trouble error={new ConciergeError(refusal.response, refusal.error)} />}
          {save.error && !(save.error instanceof ConciergeError) && <Trouble error={save.error} />}
          {remove.error && <Trouble error={remove.error} />}
          {!isReader && (
            <Group justify="space-between">
              {booking.id === undefined ? (
                <span />
              ) : (
                <Button variant="default" loading={remove.isPending} onClick={confirmRemoval}>
                  Delete
                </Button>
              )}
              <Button type="submit" loading={save.isPending} disabled={!isComplete}>
                {booking.id === undefined ? "Book" : "Save"}
              </Button>
            </Group>
          )}
        </Stack>
      </form>
    </Modal>
  );
}
