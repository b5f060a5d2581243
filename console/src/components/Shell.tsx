import {
  ActionIcon,
  AppShell,
  Box,
  Burger,
  Button,
  Group,
  Indicator,
  NavLink,
  Text,
  useComputedColorScheme,
  useMantineColorScheme,
  VisuallyHidden,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  IconBolt,
  IconCalendar,
  IconKey,
  IconLogout,
  IconMessage,
  IconMessages,
  IconMoon,
  IconSun,
  IconTool,
  IconUsers,
  IconWebhook,
} from "@tabler/icons-react";
import { useAtom, useAtomValue } from "jotai";
import { type ReactNode, Suspense, useEffect } from "react";
import { Link, useLocation } from "wouter";
import { useOwnId } from "../api";
import { later } from "../later";
import { useLive } from "../live";
import { actingAsAtom, type FeedStatus, feedStatusAtom, isDevelopment, signOut } from "../state";

const UserPicker = later("UserPicker");
const WebhookBanner = later("WebhookBanner");

const screens = [
  { to: "/conversations", label: "Conversations", icon: IconMessages, isForUsers: true },
  { to: "/sms", label: "SMS", icon: IconMessage, isForUsers: false },
  { to: "/orders", label: "Orders", icon: IconCalendar, isForUsers: true },
  { to: "/services", label: "Services", icon: IconTool, isForUsers: true },
  { to: "/users", label: "Users", icon: IconUsers, isForUsers: false },
  { to: "/service-keys", label: "Service keys", icon: IconKey, isForUsers: false },
  { to: "/webhooks", label: "Webhooks", icon: IconWebhook, isForUsers: false },
  { to: "/events", label: "Events", icon: IconBolt, isForUsers: true },
] as const;

const feedStates: Record<FeedStatus, { label: string; color: string; explanation: string }> = {
  connecting: { label: "Connecting", color: "gray.6", explanation: "Connecting to the feed of events." },
  live: { label: "Live", color: "green.7", explanation: "Changes appear as they happen." },
  reconnecting: { label: "Reconnecting", color: "orange.7", explanation: "The server does not answer. The console tries again by itself." },
  polling: {
    label: "Polling",
    color: "yellow.7",
    explanation: "Changes appear every two seconds: something between you and the server holds streams back.",
  },
};

/** What surrounds each screen. */
export function Shell({ children }: { children: ReactNode }) {
  useLive();
  const [isOpen, { toggle, close }] = useDisclosure();
  const [path] = useLocation();
  const ownId = useOwnId();
  useEffect(() => {
    // In braces: scrollTo may return a promise, which React would take for a clean-up function.
    window.scrollTo(0, 0);
  }, [path]);

  return (
    <AppShell header={{ height: 56 }} navbar={{ width: 220, breakpoint: "sm", collapsed: { mobile: !isOpen } }} padding="md">
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap" gap="xs">
          <Group gap="xs" wrap="nowrap">
            <Burger opened={isOpen} onClick={toggle} hiddenFrom="sm" size="sm" aria-label="Menu" aria-expanded={isOpen} />
            <Text fw={700} visibleFrom="xs">
              Concierge
            </Text>
            <FeedState />
          </Group>
          <Group gap="xs" wrap="nowrap">
            {ownId === undefined ? <ActingAs /> : <Text size="sm">Signed in as {ownId}</Text>}
            <SchemeToggle />
            {!isDevelopment && (
              <ActionIcon variant="default" size="lg" aria-label="Sign out" title="Sign out" onClick={() => signOut(null)}>
                <IconLogout size={18} aria-hidden />
              </ActionIcon>
            )}
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs">
        {screens
          .filter((screen) => ownId === undefined || screen.isForUsers)
          .map(({ to, label, icon: Icon }) => (
            <NavLink
              key={to}
              component={Link}
              href={to}
              label={label}
              leftSection={<Icon size={18} aria-hidden />}
              active={path === to}
              onClick={close}
            />
          ))}
        <Button component="a" href="/docs" variant="subtle" size="xs" mt="auto" justify="flex-start">
          API documentation
        </Button>
      </AppShell.Navbar>
      <AppShell.Main>
        {ownId === undefined && path !== "/webhooks" && (
          <Suspense>
            <WebhookBanner />
          </Suspense>
        )}
        {children}
      </AppShell.Main>
    </AppShell>
  );
}

function FeedState() {
  const { label, color, explanation } = feedStates[useAtomValue(feedStatusAtom)];
  return (
    <Group gap={10} wrap="nowrap" role="status" data-testid="feed" title={explanation}>
      <Indicator color={color} size={10} position="middle-center" w={10} h={10}>
        <VisuallyHidden>Feed:</VisuallyHidden>
      </Indicator>
      <Text size="sm" visibleFrom="xs">
        {label}
      </Text>
    </Group>
  );
}

/** A backend may act as a user: ownership rules then bind what it does. */
function ActingAs() {
  const [actingAs, setActingAs] = useAtom(actingAsAtom);
  return (
    <Box w={190} mih={30}>
      <Suspense>
        <UserPicker
          aria-label="Acting as"
          placeholder="Acting as the backend"
          value={actingAs}
          onChange={setActingAs}
          clearable
          size="xs"
        />
      </Suspense>
    </Box>
  );
}

function SchemeToggle() {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light");
  const other = scheme === "light" ? "dark" : "light";
  const Icon = scheme === "light" ? IconMoon : IconSun;
  return (
    <ActionIcon variant="default" size="lg" aria-label={`Switch to ${other} colors`} onClick={() => setColorScheme(other)}>
      <Icon size={18} aria-hidden />
    </ActionIcon>
  );
}
