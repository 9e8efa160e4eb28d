// Numbers and times as people read them, in the browser's language and time zone.
const cache = new Map<string, Intl.NumberFormat>();

function number(value: number, options: Intl.NumberFormatOptions): string {
  const key = JSON.stringify(options);
  let how = cache.get(key);
  if (!how) cache.set(key, (how = new Intl.NumberFormat(undefined, options)));
  return how.format(value);
}

const dash = "–";
const isNumber = (v: number | null | undefined): v is number => typeof v === "number" && Number.isFinite(v);

// Zero that is only a rounded trifle has no sign.
function signed(value: number, digits: number): Intl.NumberFormatOptions {
  const rounds = Math.abs(value) < 0.5 / 10 ** digits;
  return { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: rounds ? "never" : "exceptZero" };
}

export function money(value: number | null | undefined, decimals: number): string {
  return isNumber(value) ? number(value, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }) : dash;
}

export function gain(value: number | null | undefined, decimals: number): string {
  return isNumber(value) ? number(value, signed(value, decimals)) : dash;
}

// A ratio as percent: 0.0123 is +1.23 %
export function percent(ratio: number | null | undefined, digits = 2): string {
  return isNumber(ratio) ? `${number(ratio * 100, signed(ratio * 100, digits))}\u202f%` : dash;
}

export function share(ratio: number | null | undefined, digits = 0): string {
  return isNumber(ratio) ? `${number(ratio * 100, { maximumFractionDigits: digits })}\u202f%` : dash;
}

export function price(value: number | null | undefined): string {
  if (!isNumber(value)) return dash;
  const size = Math.abs(value);
  if (size >= 1000) return number(value, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  if (size >= 1) return number(value, { minimumFractionDigits: 2, maximumFractionDigits: 4 });
  return number(value, { maximumSignificantDigits: 5, maximumFractionDigits: 12 });
}

export function amount(value: number | null | undefined): string {
  return isNumber(value) ? number(value, { maximumSignificantDigits: 7 }) : dash;
}

// As short as a label on a small bar has to be: +23, +1.2K.
export function shortGain(value: number): string {
  return number(value, { notation: "compact", maximumSignificantDigits: Math.abs(value) < 1 ? 1 : 2, signDisplay: "exceptZero" });
}

export function plain(value: number | null | undefined, digits = 2): string {
  return isNumber(value) ? number(value, { maximumFractionDigits: digits }) : dash;
}

// What share of a currency is shown: four decimals are enough of the large ones, all of the small ones.
export function decimalsFor(stakeDecimals: number): number {
  return stakeDecimals <= 3 ? 2 : stakeDecimals;
}

const moments = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });
const wholeMoments = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const clocks = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

export const moment = (ms: number | null | undefined) => (ms ? moments.format(ms) : dash);
export const wholeMoment = (ms: number | null | undefined) => (ms ? wholeMoments.format(ms) : dash);
export const clock = (ms: number) => clocks.format(ms);

// What the bot calls a length of time, such as "0:05:09" or "1 day, 2:03:04", in milliseconds.
export function lengthOf(text: string): number | undefined {
  const parts = /^(?:(\d+) days?, )?(\d+):(\d\d):(\d\d)/.exec(text);
  if (!parts) return undefined;
  const count = (place: number) => Number(parts[place] ?? 0);
  return ((count(1) * 24 + count(2)) * 3600 + count(3) * 60 + count(4)) * 1000;
}

// 95 s is "1m 35s": the two largest units.
export function duration(ms: number): string {
  const parts: [number, string][] = [
    [Math.floor(ms / 86_400_000), "d"],
    [Math.floor(ms / 3_600_000) % 24, "h"],
    [Math.floor(ms / 60_000) % 60, "m"],
    [Math.floor(ms / 1000) % 60, "s"],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (ms < 1000 || first < 0) return "0s";
  return parts
    .slice(first, first + 2)
    .filter(([count], i) => i === 0 || count > 0)
    .map(([count, unit]) => `${count}${unit}`)
    .join(" ");
}

export const tone = (value: number | null | undefined) => (!isNumber(value) || value === 0 ? "" : value > 0 ? "up" : "down");
