// What a Tremolo without a bot (`tremolo webserver`) is asked: stored candles, strategies, backtests and jobs.
import { get } from "./resource";
import { request } from "./session";
import type { Candles, PlotConfig } from "./types";

export interface Task {
  progress: number;
  total: number;
  description: string;
}

export interface Job {
  job_id: string;
  job_category: string;
  status: string;
  running: boolean;
  progress_tasks: Record<string, Task> | null;
  error: string | null;
}

export interface KeptResult {
  filename: string;
  strategy: string;
  run_id: string;
  backtest_start_time: number; // seconds since 1970, as all times here
  backtest_start_ts: number | null;
  backtest_end_ts: number | null;
  timeframe: string | null;
  notes: string | null;
}

export interface TestedTrade {
  pair: string;
  is_short: boolean;
  stake_amount: number;
  open_rate: number;
  close_rate: number;
  open_timestamp: number;
  close_timestamp: number;
  profit_ratio: number;
  profit_abs: number;
  enter_tag: string | null;
  exit_reason: string;
}

export interface Result {
  strategy_name: string;
  timeframe: string;
  total_trades: number;
  wins: number;
  losses: number;
  draws: number;
  winrate: number;
  profit_total: number;
  profit_total_abs: number;
  profit_factor: number | null;
  market_change: number;
  max_drawdown_account: number;
  max_drawdown_abs: number;
  holding_avg_s: number;
  starting_balance: number;
  final_balance: number;
  stake_currency: string;
  stake_currency_decimals: number;
  backtest_start_ts: number; // milliseconds
  backtest_end_ts: number;
  trades: TestedTrade[];
}

export type DataSet = [pair: string, timeframe: string, type: string];

export const data = get<{ pair_interval: DataSet[] }>("available_pairs");
export const strategies = get<{ strategies: string[] }>("strategies");
export const results = get<KeptResult[]>("backtest/history");
export const jobs = get<Job[]>("background");

export const plotOf = (strategy: string) => request<PlotConfig>("GET", `plot_config?strategy=${encodeURIComponent(strategy)}`);

export interface ChartWish {
  pair: string;
  timeframe: string;
  strategy: string; // "": the candles alone
  columns: string[];
  since: number; // milliseconds since 1970
}

export function chart({ pair, timeframe, strategy, columns, since }: ChartWish): Promise<Candles> {
  const wish = { pair, timeframe, timerange: since > 0 ? `${Math.floor(since / 1000)}-` : "", columns };
  return request("POST", "pair_history", strategy ? { ...wish, strategy } : wish);
}

export async function resultOf({ filename, strategy }: KeptResult): Promise<Result | undefined> {
  const query = `filename=${encodeURIComponent(filename)}&strategy=${encodeURIComponent(strategy)}`;
  const answer = await request<{ backtest_result: { strategy: Record<string, Result> } }>("GET", `backtest/history/result?${query}`);
  return answer.backtest_result.strategy[strategy];
}

async function command<T>(method: string, path: string, body?: unknown): Promise<T> {
  try {
    return await request<T>(method, path, body);
  } finally {
    for (const one of [jobs, results, data]) one.bump();
  }
}

export interface TestWish {
  strategy: string;
  timerange: string;
  timeframe?: string;
}
export const runBacktest = (wish: TestWish) => command<{ status_msg: string }>("POST", "backtest", { ...wish, enable_protections: false });
export const abortJob = (id: string) => command("POST", `background/${id}/abort`);
export const forgetJob = (id: string) => command("DELETE", `background/${id}`);
