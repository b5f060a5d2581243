import { type ScheduleEventData, WeekView } from "@mantine/schedule";
import type { Schemas } from "@concierge/client";
import dayjs from "dayjs";

interface WeekProps {
  date: string;
  onDate: (date: string) => void;
  orders: Schemas["Order"][];
  free: Schemas["FreeTime"][];
  isReader: boolean;
  onSlot: (start: string) => void;
  onOpen: (id: string) => void;
  onDragStart: (id: string) => void;
  onMove: (id: string, start: string) => void;
}

const local = "YYYY-MM-DD HH:mm:ss";

/** An order is an instant. The calendar draws it as long as this. */
const drawnMinutes = 60;

/** The week as a calendar. */
export function Week({ date, onDate, orders, free, isReader, onSlot, onOpen, onDragStart, onMove }: WeekProps) {
  const events: ScheduleEventData[] = [
    ...free.flatMap(({ from, to }, index) =>
      freeSpans(from, to).map(([start, end], part) => ({
        id: `free-${index}-${part}`,
        title: "",
        start,
        end,
        color: "green",
        display: "background" as const,
      })),
    ),
    ...orders.map((order) => {
      const start = dayjs(order.datetime);
      const end = start.add(drawnMinutes, "minute");
      const lastOfDay = start.endOf("day");
      return {
        id: order.id,
        title: `${start.format("HH:mm")} ${order.services.map((service) => service.name).join(", ")}`,
        start: start.format(local),
        end: (end.isAfter(lastOfDay) ? lastOfDay : end).format(local),
        color: "brand",
        variant: "filled" as const,
      };
    }),
  ];
  return (
    <WeekView
      date={date}
      onDateChange={onDate}
      events={events}
      startScrollTime="07:00:00"
      withAllDaySlots={false}
      withWeekNumber={false}
      highlightToday
      viewSelectProps={{ views: ["week"], style: { display: "none" } }}
      styles={{ weekViewBackgroundEvent: { opacity: 0.5, borderRadius: 0 } }}
      slotHeight={44}
      scrollAreaProps={{ mah: "62dvh" }}
      withEventsDragAndDrop={!isReader}
      canDragEvent={(event) => event.display !== "background"}
      eventDragInterval={15}
      onEventDragStart={(event) => onDragStart(String(event.id))}
      onEventDrop={({ eventId, newStart }) => onMove(String(eventId), newStart)}
      onEventClick={(event) => onOpen(String(event.id))}
      {...(!isReader && { onTimeSlotClick: ({ slotStart }: { slotStart: string }) => onSlot(slotStart) })}
    />
  );
}

/** Splits a span at midnight and noon, in the viewer's time zone: the calendar takes what fills a day for an event without a time. */
export function freeSpans(from: string, to: string): [string, string][] {
  const spans: [string, string][] = [];
  const end = dayjs(to);
  for (let start = dayjs(from); start.isBefore(end);) {
    const midnight = start.add(1, "day").startOf("day");
    const next = start.hour() < 12 ? start.startOf("day").hour(12) : midnight;
    const last = next.isBefore(end) ? next : end;
    // The last second of a day, because midnight belongs to the next one.
    spans.push([start.format(local), (last.isSame(midnight) ? midnight.subtract(1, "second") : last).format(local)]);
    start = next;
  }
  return spans;
}
