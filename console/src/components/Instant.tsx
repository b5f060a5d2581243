import { useSyncExternalStore } from "react";

const time = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const year = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });

/** Formats an instant in the viewer's time zone: the day is left out today, the year this year. */
export function format(value: string, now = new Date()): string {
  const instant = new Date(value);
  if (instant.toDateString() === now.toDateString()) {
    return time.format(instant);
  }
  return (instant.getFullYear() === now.getFullYear() ? day : year).format(instant);
}

/** An instant in the viewer's time zone, with the exact instant on hover. */
export function Instant({ value }: { value: string }) {
  const today = useSyncExternalStore(everyMinute, () => new Date().toDateString());
  return (
    <time dateTime={value} title={value}>
      {format(value, new Date(today))}
    </time>
  );
}

function everyMinute(changed: () => void): () => void {
  const timer = setInterval(changed, 60_000);
  return () => clearInterval(timer);
}
