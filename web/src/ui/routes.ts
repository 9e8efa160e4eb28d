// Where one is, in the address behind the #: links, history and reload work without the server knowing.
import { signal } from "@preact/signals";

function current(): string[] {
  return location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
}

export const route = signal<string[]>(current());
addEventListener("hashchange", () => {
  route.value = current();
});

// The page has a <base>: a link has to name its whole path.
export function link(...parts: string[]): string {
  return `${location.pathname}${location.search}#/${parts.map(encodeURIComponent).join("/")}`;
}

export function go(...parts: string[]) {
  location.hash = `/${parts.map(encodeURIComponent).join("/")}`;
}
