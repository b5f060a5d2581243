import { type ComponentType, lazy } from "react";

type Parts = typeof import("./parts");

/** Gets a component that is loaded after the first view. */
export function later<Name extends keyof Parts>(name: Name) {
  return lazy(async () => ({
    default: (await import("./parts"))[name] as ComponentType<Parts[Name] extends ComponentType<infer Props> ? Props : never>,
  }));
}
