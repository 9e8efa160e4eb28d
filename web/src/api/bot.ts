// The bot: everything that is asked of it, and what it is told to do. After a command all that it may have changed is asked anew.
import { get, Resource } from "./resource";
import { Refused, request } from "./session";
import type * as api from "./types";

const pageSize = 500; // the most that one request may ask for without being told otherwise
export const keptTrades = 2000; // closed trades that the page holds; what is older is shown by its days

export interface History {
  trades: api.Trade[]; // newest first
  total: number;
}

async function loadHistory(before: History | undefined): Promise<History> {
  const known = new Map((before?.trades ?? []).map((t) => [t.trade_id, t]));
  const found: api.Trade[] = [];
  for (let offset = 0; ; offset += pageSize) {
    const page = await request<api.TradePage>("GET", `trades?limit=${pageSize}&offset=${offset}&order_by_id=false`);
    found.push(...page.trades);
    const total = page.total_trades;
    const last = page.trades.at(-1);
    const complete = !last || found.length >= total || found.length >= keptTrades;
    // The rest is as it was, when this page reaches into what is known and nothing was deleted.
    const meets = last !== undefined && before !== undefined && known.has(last.trade_id) && total >= before.total;
    if (complete) return { trades: found, total };
    if (meets) {
      const fresh = new Set(found.map((t) => t.trade_id));
      const rest = before.trades.filter((t) => !fresh.has(t.trade_id));
      return { trades: [...found, ...rest].slice(0, keptTrades), total };
    }
  }
}

export const config = get<api.Config>("show_config");
export const open = get<api.OpenTrade[]>("status");
export const profit = get<api.Profit>("profit");
export const balance = get<api.Balance>("balance");
export const history = new Resource<History>(
  loadHistory,
  (a, b) => a.total === b.total && a.trades[0]?.trade_id === b.trades[0]?.trade_id && a.trades[0]?.close_timestamp === b.trades[0]?.close_timestamp,
);
export const days = get<{ data: api.Day[] }>("daily?timescale=30");
export const performance = get<api.Performance[]>("performance");
export const whitelist = get<{ whitelist: string[]; method: string[] }>("whitelist");
export const blacklist = get<{ blacklist: string[]; blacklist_expanded: string[] }>("blacklist");
export const health = get<{ last_process_ts: number | null }>("health");
export const locks = get<{ locks: api.Lock[] }>("locks");
export const logs = get<{ logs: api.LogLine[] }>("logs?limit=500");
export const plotConfig = get<api.PlotConfig>("plot_config");

export async function daysSince(timestamp: number): Promise<api.Day[]> {
  const count = Math.ceil((Date.now() - timestamp) / 86_400_000) + 1;
  return (await request<{ data: api.Day[] }>("GET", `daily?timescale=${count}`)).data;
}

export function candles(pair: string, timeframe: string, columns: string[]): Promise<api.Candles> {
  return request("POST", "pair_candles", { pair, timeframe, columns, limit: 1000 });
}

const sameTime = 60_000; // clocks that differ by less show the same time, give or take a network

// The time in milliseconds by the clock of the bot, which in a replay is another than ours.
export function now(): number {
  const last = (health.value.value?.last_process_ts ?? 0) * 1000;
  const apart = last - Date.now();
  return last && Math.abs(apart) > sameTime ? last : Date.now();
}

// What trading changes.
export function tradesChanged() {
  for (const one of [open, profit, balance, history, days, performance, locks]) one.bump();
}

// What only a new candle or a new configuration changes.
export function settingsChanged() {
  for (const one of [config, whitelist, blacklist, plotConfig]) one.bump();
}

async function command<T>(method: string, path: string, body?: unknown): Promise<T> {
  try {
    return await request<T>(method, path, body);
  } finally {
    tradesChanged();
    settingsChanged();
  }
}

type Told = Promise<{ status: string }>;
export const start = (): Told => command("POST", "start");
export const stop = (): Told => command("POST", "stop");
export const pause = (): Told => command("POST", "pause");
export const reload = (): Told => command("POST", "reload_config");

export const forceEntry = (wish: api.ForceEntry) => command<Partial<api.Trade>>("POST", "forceenter", wish);
export const forceExit = (wish: api.ForceExit) => command<{ result: string }>("POST", "forceexit", wish);
export async function cancelOrder(id: number): Promise<void> {
  try {
    await command("DELETE", `trades/${id}/open-order`);
  } catch (problem) {
    // An entry of which nothing was filled is gone with its order: the API has no trade to answer with then.
    if (!(problem instanceof Refused) || problem.message !== "no active trade") throw problem;
  }
}
export const reloadTrade = (id: number) => command("POST", `trades/${id}/reload`);
export const deleteTrade = (id: number) => command<{ result_msg: string }>("DELETE", `trades/${id}`);
export const deleteLock = (id: number) => command("DELETE", `locks/${id}`);
export const addLock = (pair: string, until: Date, reason: string) => command("POST", "locks", [{ pair, until: until.toISOString(), reason }]);

export interface BlacklistAnswer {
  errors: Record<string, { error_msg: string }>;
}
export const addToBlacklist = (pair: string) => command<BlacklistAnswer>("POST", "blacklist", { blacklist: [pair] });
export const removeFromBlacklist = (pair: string) =>
  command<BlacklistAnswer>("DELETE", `blacklist?pairs_to_delete=${encodeURIComponent(pair)}`);
