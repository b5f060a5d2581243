/// <reference types="vitest/config" />
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const path = (relative: string) => decodeURI(new URL(relative, import.meta.url).pathname);

export default defineConfig({
  base: "/console/",
  plugins: [react()],
  resolve: {
    // The SDK is compiled from its source, so that the console always matches it. Its own dependency comes from the console's packages.
    alias: { "@concierge/client": path("../sdk/typescript/src/index.ts"), "openapi-fetch": path("node_modules/openapi-fetch") },
  },
  build: {
    outDir: path("../src/Api/wwwroot/console"),
    emptyOutDir: true,
    // A data URL cannot be cached, and the policy of the page allows it for images alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // In development, the API runs at its usual address in Development mode.
  server: { host: "127.0.0.1", port: 5173, strictPort: true, proxy: { "/v1": "http://127.0.0.1:8000" } },
  // On a busy machine, jsdom takes seconds for a form.
  test: { environment: "jsdom", globals: true, setupFiles: "src/test/setup.ts", css: false, testTimeout: 30_000 },
});
