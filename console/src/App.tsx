import { Center, Loader, MantineProvider } from "@mantine/core";
import { ConciergeError } from "@concierge/client";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { setNonce } from "get-nonce";
import { Provider, useAtomValue } from "jotai";
import { lazy, Suspense, useEffect } from "react";
import { Redirect, Route, Router, Switch } from "wouter";
import { Empty } from "./components/Empty";
import { Failsafe } from "./components/Failsafe";
import { Shell } from "./components/Shell";
import { later } from "./later";
import { actingAsAtom, credentialAtom, isDevelopment, store } from "./state";
import { cssVariables, theme } from "./theme";

const Overlays = later("Overlays");
const SignIn = later("SignIn");
const screens = [
  { path: "/conversations", component: later("Conversations") },
  { path: "/sms", component: later("Sms") },
  { path: "/orders", component: lazy(() => import("./screens/orders/Orders")) },
  { path: "/services", component: later("Services") },
  { path: "/users", component: later("Users") },
  { path: "/service-keys", component: later("ServiceKeys") },
  { path: "/webhooks", component: later("Webhooks") },
  { path: "/events", component: later("Events") },
];

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      // A refusal stays one. A connection may come back.
      retry: (failures, error) => failures < 2 && !(error instanceof ConciergeError && error.response.status < 500),
    },
  },
});

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";

// For the scroll lock of dialogs, which knows nothing of Mantine's nonce.
setNonce(nonce);

export function App() {
  return (
    <Provider store={store}>
      <QueryClientProvider client={queries}>
        <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto" getStyleNonce={() => nonce}>
          <Session />
          <Suspense>
            <Overlays />
          </Suspense>
        </MantineProvider>
      </QueryClientProvider>
    </Provider>
  );
}

/** What one caller has read is not shown to the next. */
function Session() {
  const credential = useAtomValue(credentialAtom);
  const actingAs = useAtomValue(actingAsAtom);
  useEffect(() => () => queries.clear(), [credential]);
  useEffect(() => () => void queries.resetQueries(), [actingAs]);
  if (credential === null && !isDevelopment) {
    return (
      <Failsafe>
        <Suspense fallback={<Waiting />}>
          <SignIn />
        </Suspense>
      </Failsafe>
    );
  }
  return (
    <Router base="/console">
      <Shell>
        <Failsafe>
          <Suspense fallback={<Waiting />}>
            <Switch>
              <Route path="/">
                <Redirect to="/conversations" replace />
              </Route>
              {screens.map((screen) => (
                <Route key={screen.path} {...screen} />
              ))}
              <Route>
                <Empty title="There is no such screen">Choose one in the menu.</Empty>
              </Route>
            </Switch>
          </Suspense>
        </Failsafe>
      </Shell>
    </Router>
  );
}

function Waiting() {
  return (
    <Center h={200}>
      <Loader role="status" aria-label="Loading" />
    </Center>
  );
}
