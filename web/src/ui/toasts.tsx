// Short notes in a corner that go by themselves; read out by screen readers.
import { signal } from "@preact/signals";

export type Mood = "good" | "bad" | "info";
interface Note {
  id: number;
  mood: Mood;
  text: string;
}

const notes = signal<Note[]>([]);
let counter = 0;
const most = 4; // shown at once

export function dismiss(id: number) {
  notes.value = notes.value.filter((n) => n.id !== id);
}

export function tell(text: string, mood: Mood = "info") {
  const id = ++counter;
  notes.value = [...notes.value, { id, mood, text }].slice(-most);
  setTimeout(() => dismiss(id), mood === "bad" ? 9000 : 5000);
}

// Runs what was asked for and tells how it ended; true when it went well.
export async function attempt<T>(work: Promise<T>, success: string | ((result: T) => string)): Promise<boolean> {
  try {
    const result = await work;
    tell(typeof success === "string" ? success : success(result), "good");
    return true;
  } catch (problem) {
    tell(problem instanceof Error ? problem.message : String(problem), "bad");
    return false;
  }
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {notes.value.map((n) => (
        <button key={n.id} class={`toast ${n.mood}`} onClick={() => dismiss(n.id)} title="Dismiss">
          {n.text}
        </button>
      ))}
    </div>
  );
}
