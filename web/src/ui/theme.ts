// Light or dark: as the system says until the user says otherwise. The page's head applies a kept choice before anything is drawn.
import { computed, signal } from "@preact/signals";

export type Theme = "light" | "dark";
const storageKey = "tremolo.theme";
const system = matchMedia("(prefers-color-scheme: dark)");

const systemTheme = signal<Theme>(system.matches ? "dark" : "light");
system.addEventListener("change", () => {
  systemTheme.value = system.matches ? "dark" : "light";
});

function kept(): Theme | null {
  const value = localStorage.getItem(storageKey);
  return value === "light" || value === "dark" ? value : null;
}
const chosen = signal<Theme | null>(kept());

export const theme = computed<Theme>(() => chosen.value ?? systemTheme.value);

export function toggleTheme() {
  const next = theme.value === "dark" ? "light" : "dark";
  chosen.value = next === systemTheme.value ? null : next;
  if (chosen.value) localStorage.setItem(storageKey, next);
  else localStorage.removeItem(storageKey);
  document.documentElement.dataset["theme"] = next;
}

// A colour of the style sheet, as charts need them: by value.
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
