import "@mantine/dates/styles.css";
import "@mantine/schedule/styles.css";
import { Anchor, Button, Card, Group, MultiSelect, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ConciergeClient, paginate, type Schemas } from "@concierge/client";
import { Link } from "wouter";
import dayjs from "dayjs";
import { useRef, useState } from "react";
import { dataOf, taggedOf, useApi, useOwnId } from "../../api";
import { Empty } from "../../components/Empty";
import { Instant } from "../../components/Instant";
import { Screen } from "../../components/Screen";
import { Trouble } from "../../components/Trouble";
import { explain } from "../../errors";
import { type Booking, OrderForm } from "./OrderForm";
import { Week } from "./Week";

export function useServices() {
  const api = useApi();
  return useQuery({
    queryKey: ["services", "all"],
    queryFn: () => collect(paginate(api, "/services", { params: { query: { limit: 200 } } })),
  });
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) {
    all.push(item);
  }
  return all;
}

/** Orders of a week, and the times at which chosen services can be booked. */
export default function Orders() {
  const api = useApi();
  const queries = useQueryClient();
  const isReader = useOwnId() !== undefined;
  const isNarrow = useMediaQuery("(max-width: 48em)");
  const services = useServices();
  const [date, setDate] = useState(() => dayjs().format("YYYY-MM-DD"));
  const [wanted, setWanted] = useState<string[] | null>(null);
  const [booking, setBooking] = useState<Booking | null>(null);
  const dragged = useRef<Promise<{ data: Schemas["Order"]; etag: string }> | null>(null);

  const bookable = services.data?.filter((service) => service.active) ?? [];
  const chosen = (wanted ?? bookable.slice(0, 1).map((service) => service.id)).filter((id) =>
    bookable.some((service) => service.id === id),
  );
  const week = { from: startOfWeek(date).toISOString(), to: startOfWeek(date).add(7, "day").toISOString() };
  const orders = useQuery({
    queryKey: ["orders", week.from],
    queryFn: () => collect(paginate(api, "/orders", { params: { query: { ...week, order: "asc", limit: 200 } } })),
    placeholderData: keepPreviousData,
  });
  const free = useQuery({
    queryKey: ["availability", week.from, chosen],
    queryFn: () => dataOf(api.GET("/availability", { params: { query: { ...week, service_id: chosen } } })),
    enabled: chosen.length > 0,
    placeholderData: keepPreviousData,
  });

  const move = useMutation({
    mutationFn: async ({ id, start }: { id: string; start: string }) => {
      const { data: order, etag } = await (dragged.current ?? read(api, id));
      const moved = {
        datetime: dayjs(start).toISOString(),
        totalfee: order.totalfee,
        services: order.services.map(({ id: service }) => ({ id: service })),
        metadata: order.metadata,
      };
      const { error, response } = await api.PUT("/orders/{id}", { params: { path: { id }, header: { "If-Match": etag } }, body: moved });
      return { order, etag, moved, error, response };
    },
    onSuccess: ({ order, etag, moved, error, response }) => {
      if (!response.ok) {
        setBooking({
          id: order.id,
          etag,
          datetime: moved.datetime,
          totalfee: order.totalfee,
          services: moved.services.map(({ id }) => id),
          metadata: order.metadata,
          refusal: { response, error },
        });
      }
    },
    onError: (error) => notifications.show({ color: "red", title: explain(error).title, message: explain(error).detail }),
    onSettled: () => {
      dragged.current = null;
      return Promise.all([queries.invalidateQueries({ queryKey: ["orders"] }), queries.invalidateQueries({ queryKey: ["availability"] })]);
    },
  });

  const bookAt = (start: string) => setBooking({ datetime: dayjs(start).toISOString(), totalfee: 100, services: chosen });
  const open = async (id: string) => {
    try {
      const { data: order, etag } = await read(api, id);
      setBooking({
        id,
        etag,
        datetime: order.datetime,
        totalfee: order.totalfee,
        services: order.services.map((service) => service.id),
        metadata: order.metadata,
      });
    } catch (error) {
      notifications.show({ color: "red", title: explain(error).title, message: explain(error).detail });
    }
  };

  return (
    <Screen
      title="Orders"
      description={isReader ? "The orders of a week." : "Green times can be booked. Choose one, or drag an order to another time."}
      actions={
        !isReader && (
          <Button disabled={bookable.length === 0} onClick={() => bookAt(dayjs().add(1, "hour").startOf("hour").toISOString())}>
            New order
          </Button>
        )
      }
    >
      {services.error && <Trouble error={services.error} retry={() => void services.refetch()} />}
      {services.data && bookable.length === 0 && (
        <Empty title="There is nothing to book yet">
          Add a service under{" "}
          <Anchor component={Link} href="/services">
            Services
          </Anchor>{" "}
          first.
        </Empty>
      )}
      {bookable.length > 0 && (
        <MultiSelect
          label="Show times that are free for"
          data={bookable.map((service) => ({ value: service.id, label: service.name }))}
          value={chosen}
          onChange={setWanted}
          searchable
          maw={560}
          maxValues={50}
          clearButtonProps={{ "aria-label": "Clear" }}
        />
      )}
      {orders.error && <Trouble error={orders.error} retry={() => void orders.refetch()} />}
      {free.error && <Trouble error={free.error} retry={() => void free.refetch()} />}
      {isNarrow ? (
        <Agenda date={date} onDate={setDate} orders={orders.data ?? []} onOpen={(id) => void open(id)} />
      ) : (
        <Week
          date={date}
          onDate={setDate}
          orders={orders.data ?? []}
          free={chosen.length > 0 ? (free.data?.free ?? []) : []}
          isReader={isReader}
          onSlot={bookAt}
          onOpen={(id) => void open(id)}
          onDragStart={(id) => {
            dragged.current = read(api, id);
            // Awaited when the order is dropped.
            dragged.current.catch(() => undefined);
          }}
          onMove={(id, start) => move.mutate({ id, start })}
        />
      )}
      {booking && (
        <OrderForm
          key={`${booking.id} ${booking.datetime}`}
          booking={booking}
          services={services.data ?? []}
          onClose={() => setBooking(null)}
        />
      )}
    </Screen>
  );
}

function read(api: ConciergeClient, id: string) {
  return taggedOf(api.GET("/orders/{id}", { params: { path: { id } } }));
}

/** Weeks begin on Monday. */
function startOfWeek(date: string) {
  const day = dayjs(date).startOf("day");
  return day.subtract((day.day() + 6) % 7, "day");
}

interface AgendaProps {
  date: string;
  onDate: (date: string) => void;
  orders: Schemas["Order"][];
  onOpen: (id: string) => void;
}

/** The week as a list, for a phone. */
function Agenda({ date, onDate, orders, onOpen }: AgendaProps) {
  const shift = (weeks: number) => onDate(dayjs(date).add(weeks, "week").format("YYYY-MM-DD"));
  return (
    <>
      <Group justify="space-between">
        <Button variant="default" size="xs" onClick={() => shift(-1)}>
          Previous week
        </Button>
        <Text size="sm">{startOfWeek(date).format("D MMM")}</Text>
        <Button variant="default" size="xs" onClick={() => shift(1)}>
          Next week
        </Button>
      </Group>
      {orders.length === 0 && <Empty title="No orders this week">Choose another week, or book one with New order.</Empty>}
      <ul className="plain-list">
        {orders.map((order) => (
          <li key={order.id}>
            <Card withBorder padding="xs" component="button" type="button" w="100%" ta="left" onClick={() => onOpen(order.id)}>
              <Text fw={600}>
                <Instant value={order.datetime} />
              </Text>
              <Text size="sm">
                {order.services.map((service) => service.name).join(", ")} · order {order.id}
              </Text>
            </Card>
          </li>
        ))}
      </ul>
    </>
  );
}
