import { ModalsProvider } from "@mantine/modals";
import { Notifications } from "@mantine/notifications";

/** What lies over the screens: questions and notices. */
export default function Overlays() {
  return (
    <ModalsProvider>
      <Notifications position="bottom-right" />
    </ModalsProvider>
  );
}
