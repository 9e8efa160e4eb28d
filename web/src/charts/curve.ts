// The sum of all closed profits over time, from the newest trades backwards: its end is always what /profit says, however much is left out.
import type { History } from "../api/bot";
import type { Day } from "../api/types";

export interface Point {
  time: number; // seconds since 1970
  value: number;
}

// `days` are those before the oldest trade that is held, in any order; empty where all trades are held.
export function profitCurve(history: History, total: number, days: Day[]): Point[] {
  const points: Point[] = [];
  const closed = history.trades.filter((t) => t.close_timestamp !== null);
  closed.sort((a, b) => (b.close_timestamp ?? 0) - (a.close_timestamp ?? 0));
  let sum = total;
  for (const trade of closed) {
    points.push({ time: Math.floor((trade.close_timestamp ?? 0) / 1000), value: sum });
    sum -= trade.profit_abs ?? 0;
  }
  const oldest = closed.at(-1);
  if (history.total > closed.length && oldest) {
    const border = new Date(oldest.close_timestamp ?? 0).toISOString().slice(0, 10);
    for (const day of [...days].sort((a, b) => (a.date < b.date ? 1 : -1))) {
      if (day.date >= border || day.trade_count === 0) continue;
      points.push({ time: Date.parse(`${day.date}T23:59:59Z`) / 1000, value: sum });
      sum -= day.abs_profit;
    }
  } else if (oldest) {
    points.push({ time: Math.floor(oldest.open_timestamp / 1000), value: 0 });
  }
  return ascending(points.reverse());
}

// A chart wants each time once; of trades that closed in one second the last counts.
function ascending(points: Point[]): Point[] {
  const out: Point[] = [];
  for (const point of points) {
    const last = out.at(-1);
    if (last && point.time <= last.time) last.value = point.value;
    else out.push({ ...point });
  }
  return out;
}
