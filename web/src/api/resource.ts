// What the page shows of the bot: each resource is one GET, its newest answer, and how old that may become while somebody looks at it.
import { signal, type Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Refused, request, session, SignedOut, Unreachable } from "./session";

// False while the bot does not answer.
export const reachable = signal(true);

export class Resource<T> {
  readonly value: Signal<T | undefined> = signal(undefined);
  readonly failure: Signal<string> = signal("");
  private wishes: number[] = []; // seconds, one for each viewer
  private running: Promise<void> | null = null;
  private again = false;
  private asked = 0; // when the last request began

  constructor(
    private readonly load: (before: T | undefined) => Promise<T>,
    private readonly same: (a: T, b: T) => boolean = (a, b) => JSON.stringify(a) === JSON.stringify(b),
  ) {
    all.add(this as Resource<unknown>);
  }

  // Asks now, or once more when a question is already under way: its answer may be older than what is wanted.
  refresh(): Promise<void> {
    if (this.running) {
      this.again = true;
      return this.running;
    }
    this.asked = performance.now();
    this.running = this.ask().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  private async ask() {
    do {
      this.again = false;
      try {
        const next = await this.load(this.value.value);
        if (!session.value) return;
        if (this.value.value === undefined || !this.same(this.value.value, next)) this.value.value = next;
        this.failure.value = "";
        reachable.value = true;
      } catch (problem) {
        this.fail(problem);
      }
    } while (this.isWantedAgain());
  }

  private isWantedAgain(): boolean {
    return this.again && session.peek() !== null;
  }

  private fail(problem: unknown) {
    if (problem instanceof SignedOut) return;
    if (problem instanceof Unreachable) reachable.value = false;
    if (problem instanceof Refused) reachable.value = true;
    this.failure.value = problem instanceof Error ? problem.message : String(problem);
  }

  // Refreshes where somebody looks and the answer is older than they wish.
  tick(now: number) {
    if (this.wishes.length === 0 || this.running) return;
    const wish = Math.min(...this.wishes) * 1000;
    if (now - this.asked >= wish) void this.refresh();
  }

  // Asks at once where somebody looks.
  bump() {
    if (this.wishes.length > 0) void this.refresh();
    else this.asked = 0;
  }

  forget() {
    this.value.value = undefined;
    this.failure.value = "";
    this.asked = 0;
  }

  watch(seconds: number): () => void {
    this.wishes.push(seconds);
    const age = performance.now() - this.asked;
    if (this.asked === 0 || age >= seconds * 1000) void this.refresh();
    return () => {
      this.wishes.splice(this.wishes.indexOf(seconds), 1);
    };
  }
}

const all = new Set<Resource<unknown>>();
const beat = 250; // milliseconds between two looks at what is due
const restingBeat = 15_000; // the same while the page is hidden

export function get<T>(path: string, same?: (a: T, b: T) => boolean): Resource<T> {
  return new Resource<T>(() => request<T>("GET", path), same);
}

export function forgetAll() {
  for (const one of all) one.forget();
}

let lastBeat = 0;
export function startPolling() {
  const look = () => {
    const now = performance.now();
    if (!session.value || (document.hidden && now - lastBeat < restingBeat)) return;
    lastBeat = now;
    for (const one of all) one.tick(now);
  };
  setInterval(look, beat);
  document.addEventListener("visibilitychange", () => {
    lastBeat = 0;
    look();
  });
}

// The newest answer, looked at by the component that calls this; refreshed at least every `seconds`.
export function useResource<T>(resource: Resource<T>, seconds: number): T | undefined {
  useEffect(() => resource.watch(seconds), [resource, seconds]);
  return resource.value.value;
}
