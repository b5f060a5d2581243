import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

const brand: MantineColorsTuple = [
  "#eaf3fb",
  "#d3e4f4",
  "#a6c8e9",
  "#76abde",
  "#4f93d5",
  "#3784cf",
  "#2a7ccd",
  "#1c5d99",
  "#15538c",
  "#0b3f6d",
];

/** Shades that keep a contrast of 4.5 : 1 (WCAG 2.2, 1.4.3). */
export const theme = createTheme({
  primaryColor: "brand",
  primaryShade: { light: 7, dark: 7 },
  colors: { brand },
  autoContrast: true,
  cursorType: "pointer",
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif",
  respectReducedMotion: true,
});

const tinted = ["brand", "blue", "gray", "green", "red", "yellow", "orange", "teal"];

export const cssVariables: CSSVariablesResolver = ({ colors }) => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": colors.gray[7],
    "--mantine-color-placeholder": colors.gray[7],
    "--mantine-color-error": colors.red[9],
    "--mantine-color-anchor": brand[7],
    ...Object.fromEntries(
      tinted.map((color) => [`--mantine-color-${color}-light-color`, `color-mix(in srgb, ${colors[color]![9]}, black 25%)`]),
    ),
  },
  dark: {
    "--mantine-color-dimmed": colors.dark[1],
    "--mantine-color-placeholder": colors.dark[1],
    "--mantine-color-error": colors.red[3],
    "--mantine-color-anchor": brand[3],
    ...Object.fromEntries(tinted.map((color) => [`--mantine-color-${color}-light-color`, colors[color]![2]])),
    ...Object.fromEntries(tinted.map((color) => [`--mantine-color-${color}-outline`, colors[color]![3]])),
  },
});
