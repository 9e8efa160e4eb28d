// Who is signed in, and every request that is made for them. Access tokens last a quarter of an hour: one that is refused is renewed once,
// however many requests wait for it, and the request is sent again. The password is never kept.
import { signal } from "@preact/signals";

export interface Session {
  user: string;
  access: string;
  refresh: string;
}

// An answer that is no success, with the words of the server.
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

// No answer at all.
export class Unreachable extends Error {}

export class SignedOut extends Error {}

const storageKey = "tremolo.session";
const timeLimit = 20_000; // milliseconds

export const session = signal<Session | null>(stored());

function isSession(value: unknown): value is Session {
  const v = value as Partial<Session> | null;
  return typeof v === "object" && typeof v?.user === "string" && typeof v.access === "string" && typeof v.refresh === "string";
}

function stored(): Session | null {
  for (const place of [localStorage, sessionStorage]) {
    try {
      const value: unknown = JSON.parse(place.getItem(storageKey) ?? "null");
      if (isSession(value)) return value;
    } catch {
      place.removeItem(storageKey);
    }
  }
  return null;
}

// Kept beyond the tab only where the user wished so, or where it was kept before.
function keep(next: Session | null, lasting = localStorage.getItem(storageKey) !== null) {
  localStorage.removeItem(storageKey);
  sessionStorage.removeItem(storageKey);
  if (next) (lasting ? localStorage : sessionStorage).setItem(storageKey, JSON.stringify(next));
  session.value = next;
}

export function signOut() {
  keep(null);
}

export function apiUrl(path: string): URL {
  return new URL(`api/v1/${path}`, document.baseURI);
}

async function send(path: string, how: RequestInit): Promise<Response> {
  try {
    return await fetch(apiUrl(path), { ...how, credentials: "omit", signal: AbortSignal.timeout(timeLimit) });
  } catch {
    throw new Unreachable("The bot cannot be reached.");
  }
}

function wordsOf(body: unknown, status: number): string {
  const b = (typeof body === "object" && body !== null ? body : {}) as { error?: unknown; detail?: unknown };
  if (typeof b.error === "string") return b.error.replace(/^Error querying [^:]*: /, "");
  if (typeof b.detail === "string") return b.detail;
  if (Array.isArray(b.detail))
    return b.detail.map((d: { loc?: unknown[]; msg?: string }) => `${(d.loc ?? []).slice(1).join(".")}: ${d.msg ?? ""}`).join("; ");
  return `The bot answered with status ${status}.`;
}

async function read(answer: Response): Promise<unknown> {
  const text = await answer.text();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export async function signIn(user: string, password: string, lasting: boolean) {
  const bytes = new TextEncoder().encode(`${user}:${password}`);
  const basic = btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(""));
  const answer = await send("token/login", { method: "POST", headers: { Authorization: `Basic ${basic}` } });
  const body = (await read(answer)) as { access_token?: string; refresh_token?: string };
  if (!answer.ok) throw new Refused(answer.status, answer.status === 401 ? "User name or password is wrong." : wordsOf(body, answer.status));
  if (!body.access_token || !body.refresh_token) throw new Refused(answer.status, "This does not look like the API of a bot.");
  keep({ user, access: body.access_token, refresh: body.refresh_token }, lasting);
}

let renewing: Promise<void> | null = null;

async function renew() {
  const now = session.value;
  if (!now) throw new SignedOut("Signed out.");
  const answer = await send("token/refresh", { method: "POST", headers: { Authorization: `Bearer ${now.refresh}` } });
  const body = (await read(answer)) as { access_token?: string };
  if (answer.status === 401) {
    signOut();
    throw new SignedOut("The session has ended, please sign in again.");
  }
  if (!answer.ok || !body.access_token) throw new Refused(answer.status, wordsOf(body, answer.status));
  if (session.value) keep({ ...session.value, access: body.access_token });
}

// One renewal at a time; whoever else finds the token refused waits for it.
export function renewed(): Promise<void> {
  renewing ??= renew().finally(() => {
    renewing = null;
  });
  return renewing;
}

// Seconds since 1970 when the access token ends; 0 where it cannot be read.
export function expiryOf(token: string): number {
  try {
    const claims = JSON.parse(atob((token.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/"))) as { exp?: number };
    return claims.exp ?? 0;
  } catch {
    return 0;
  }
}

export async function request<T>(method: string, path: string, body?: unknown): Promise<T> {
  for (let attempt = 0; ; ++attempt) {
    const now = session.value;
    if (!now) throw new SignedOut("Signed out.");
    const headers: Record<string, string> = { Authorization: `Bearer ${now.access}` };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const answer = await send(path, { method, headers, body: body === undefined ? null : JSON.stringify(body) });
    if (answer.status === 401 && attempt === 0) {
      // Somebody else may have renewed it while this request was on its way.
      if (session.value?.access === now.access) await renewed();
      continue;
    }
    const content = await read(answer);
    if (!answer.ok) throw new Refused(answer.status, wordsOf(content, answer.status));
    return content as T;
  }
}
