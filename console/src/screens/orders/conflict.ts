import type { OrderConflictProblem, Schemas } from "@concierge/client";
import dayjs from "dayjs";
import { format } from "../../components/Instant";

/** Says in plain words which orders are too close, and by how much. */
export function explainConflict(problem: OrderConflictProblem, services: Schemas["Service"][]): string[] {
  const names = (ids: string[]) => ids.map((id) => services.find((service) => service.id === id)?.name ?? id).join(" and ");
  return problem.conflicts.map(({ order_id, datetime, service_ids, gap_seconds }) => {
    const distance =
      gap_seconds === 0
        ? "at the same time"
        : `only ${duration(gap_seconds)} ${dayjs(datetime).isBefore(problem.requested) ? "before" : "after"}`;
    const shared = service_ids.length > 0 ? ` for ${names(service_ids)}` : "";
    return `Order ${order_id}${shared} is ${format(datetime)}, ${distance}.`;
  });
}

/** Writes a time span as people say it. */
export function duration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const parts = [hours > 0 && unit(hours, "hour"), minutes % 60 > 0 && unit(minutes % 60, "minute")].filter(Boolean);
  return parts.length > 0 ? parts.join(" ") : unit(seconds, "second");
}

/** Reads the window of the problem, an ISO 8601 duration such as PT3H. */
export function windowOf(problem: OrderConflictProblem): string {
  const [, days, hours, minutes, seconds] = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?$/.exec(problem.window) ?? [];
  return duration(((Number(days ?? 0) * 24 + Number(hours ?? 0)) * 60 + Number(minutes ?? 0)) * 60 + Number(seconds ?? 0));
}

function unit(count: number, name: string): string {
  return `${count} ${name}${count === 1 ? "" : "s"}`;
}
