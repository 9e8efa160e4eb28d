// The message stream: what happened is told at once, and the page asks for what it changed. Where there is no stream the page polls; it
// polls a little beside the stream, too, for rates are not pushed.
import { signal } from "@preact/signals";
import { apiUrl, expiryOf, renewed, session } from "./session";
import { reachable } from "./resource";
import type { Message } from "./types";

export const streaming = signal(false);

const topics = [
  "status", "warning", "exception", "startup", "entry", "entry_fill", "entry_cancel", "exit", "exit_fill", "exit_cancel",
  "protection_trigger", "protection_trigger_global", "whitelist", "new_candle", "job_progress",
];
const shortestPause = 2_000; // milliseconds before the next attempt; doubled after each that failed
const longestPause = 60_000;
const steady = 10_000; // milliseconds after which a stream counts as one that works

type Listener = (message: Message) => void;
const listeners = new Set<Listener>();
let socket: WebSocket | null = null;
let pause = shortestPause;
let timer: ReturnType<typeof setTimeout> | undefined;

export function listen(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function again() {
  clearTimeout(timer);
  timer = setTimeout(() => void open(), pause);
  pause = Math.min(pause * 2, longestPause);
}

// Opens nothing while the bot is away: the attempts of the poll are enough.
async function open() {
  const now = session.value;
  if (!now || socket) return;
  if (!reachable.value) return again();
  if (expiryOf(now.access) * 1000 < Date.now() + 30_000) {
    try {
      await renewed();
    } catch {
      return again();
    }
  }
  const url = apiUrl("message/ws_token"); // the token in a message, as addresses are written into logs
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const made = (socket = new WebSocket(url));
  let begun = Infinity;
  made.onopen = () => {
    begun = performance.now();
    streaming.value = true;
    made.send(JSON.stringify({ token: session.peek()?.access ?? "" }));
    made.send(JSON.stringify({ type: "subscribe", data: topics }));
    for (const one of listeners) one({ type: "connected" });
  };
  made.onmessage = (event) => {
    try {
      const message = JSON.parse(String(event.data)) as Message;
      for (const one of listeners) one(message);
    } catch {
      // A message that is none changes nothing.
    }
  };
  made.onclose = () => {
    if (socket !== made) return;
    socket = null;
    streaming.value = false;
    if (performance.now() - begun > steady) pause = shortestPause; // else it was refused: not at once again
    again();
  };
}

export function startStream() {
  session.subscribe((now) => {
    if (now) {
      if (!socket && timer === undefined) void open();
      return;
    }
    clearTimeout(timer);
    timer = undefined;
    pause = shortestPause;
    const old = socket;
    socket = null;
    streaming.value = false;
    old?.close();
  });
  reachable.subscribe((there) => {
    if (!there) return;
    pause = shortestPause;
    if (session.peek() && !socket) {
      clearTimeout(timer);
      timer = setTimeout(() => void open(), shortestPause / 4);
    }
  });
}
