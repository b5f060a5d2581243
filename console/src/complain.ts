import { notifications } from "@mantine/notifications";
import { explain } from "./errors";

/** Shows an error of an action that has no form. */
export function complain(error: unknown): void {
  const { title, detail } = explain(error);
  notifications.show({ color: "red", title, message: detail });
}
