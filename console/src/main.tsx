import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./console.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";

// The router knows the addresses below /console.
if (location.pathname === "/") {
  history.replaceState(null, "", "/console/");
}

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
