// The answers of the API, as far as the page reads them. Times that end in `_timestamp` are milliseconds since 1970.

export interface Config {
  version: string;
  api_version: number;
  dry_run: boolean;
  trading_mode: string;
  short_allowed: boolean;
  stake_currency: string;
  stake_currency_decimals: number;
  stake_amount: string;
  max_open_trades: number;
  timeframe: string | null;
  exchange: string;
  strategy: string | null;
  force_entry_enable: boolean;
  bot_name: string;
  state: BotState;
  runmode: string;
  position_adjustment_enable: boolean;
}

export type BotState = "running" | "paused" | "stopped" | "reload_config" | "";

export interface Order {
  order_id: string;
  status: string;
  amount: number;
  safe_price: number;
  cost: number;
  filled: number | null;
  ft_order_side: string;
  order_type: string;
  is_open: boolean;
  order_timestamp: number | null;
  order_filled_timestamp: number | null;
  ft_order_tag: string | null;
}

export interface Trade {
  trade_id: number;
  pair: string;
  base_currency: string;
  quote_currency: string;
  is_open: boolean;
  is_short: boolean;
  amount: number;
  stake_amount: number;
  strategy: string;
  enter_tag: string | null;
  exit_reason: string | null;
  open_timestamp: number;
  open_rate: number;
  close_timestamp: number | null;
  close_rate: number | null;
  profit_ratio: number | null;
  profit_abs: number | null;
  realized_profit: number;
  stop_loss_abs: number | null;
  stop_loss_ratio: number | null;
  min_rate: number | null;
  max_rate: number | null;
  has_open_orders: boolean;
  leverage: number | null;
  fee_open: number | null;
  fee_close: number | null;
  orders: Order[];
}

export interface OpenTrade extends Trade {
  current_rate: number;
  total_profit_abs: number;
  total_profit_ratio: number | null;
  stoploss_current_dist_ratio: number | null;
}

export interface TradePage {
  trades: Trade[];
  trades_count: number;
  offset: number;
  total_trades: number;
}

export interface Profit {
  profit_closed_coin: number;
  profit_closed_ratio: number;
  profit_all_coin: number;
  profit_all_ratio: number;
  trade_count: number;
  closed_trade_count: number;
  first_trade_timestamp: number;
  avg_duration: string;
  best_pair: string;
  best_pair_profit_ratio: number;
  winning_trades: number;
  losing_trades: number;
  profit_factor: number | null;
  winrate: number;
  expectancy: number;
  sharpe: number;
  max_drawdown: number;
  max_drawdown_abs: number;
  current_drawdown: number;
  trading_volume: number | null;
  bot_start_timestamp: number;
}

export interface Currency {
  currency: string;
  free: number;
  balance: number;
  used: number;
  bot_owned: number | null;
  est_stake: number;
  est_stake_bot: number | null;
  stake: string;
  side: string;
  is_position: boolean;
  is_bot_managed: boolean;
}

export interface Balance {
  currencies: Currency[];
  total: number;
  total_bot: number;
  stake: string;
  note: string;
  starting_capital: number;
  starting_capital_ratio: number;
}

export interface Day {
  date: string;
  abs_profit: number;
  rel_profit: number;
  trade_count: number;
}

export interface Performance {
  pair: string;
  profit_ratio: number;
  profit_abs: number;
  count: number;
}

export interface Lock {
  id: number;
  pair: string;
  side: string;
  reason: string | null;
  lock_end_timestamp: number;
}

// [date, milliseconds, module, level, message]
export type LogLine = [string, number, string, string, string];

export interface Candles {
  pair: string;
  timeframe: string;
  timeframe_ms: number;
  columns: string[];
  all_columns: string[];
  data: (number | string | null)[][];
  length: number;
}

export interface PlotLine {
  color?: string;
  type?: string;
}

export interface PlotConfig {
  main_plot?: Record<string, PlotLine>;
  subplots?: Record<string, Record<string, PlotLine>>;
}

export interface ForceEntry {
  pair: string;
  side?: "long" | "short";
  price?: number;
  ordertype?: "limit" | "market";
  stakeamount?: number;
  leverage?: number;
  entry_tag?: string;
}

export interface ForceExit {
  tradeid: string;
  ordertype?: "limit" | "market";
  amount?: number;
}

// A pushed message: what it is about stands in `type`, the rest varies.
export interface Message {
  type: string;
  data?: unknown;
  pair?: string;
  status?: string;
  msg?: string;
}
