// Candles of one pair with what the strategy computed on them.
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import * as bot from "../api/bot";
import { useResource } from "../api/resource";
import { listen } from "../api/stream";
import type { Candles, PlotConfig } from "../api/types";
import { CandleChart, type Line } from "../charts/candle_chart";
import { Card, Empty, Loading } from "../ui/parts";
import { go, route } from "../ui/routes";

const raw = new Set(["date", "open", "high", "low", "close", "volume"]);
const own = ["#4f8cff", "#f5a623", "#b06bff", "#1fbfb8", "#ff6fae", "#9bbf30", "#e07a5f", "#7d8ca3"];
const seconds = 5; // between two looks at the candles where nothing tells of new ones
const storageKey = "tremolo.lines";

interface Choosable {
  column: string;
  pane: string; // "" on the candles, else the name of its pane
  colour: string | undefined;
  bars: boolean;
}

// What may be shown: first the strategy's plot configuration, then every other column.
function choosable(plot: PlotConfig | undefined, columns: string[]): Choosable[] {
  const out: Choosable[] = [];
  const add = (column: string, pane: string, how: { color?: string; type?: string }) => {
    if (!out.some((o) => o.column === column)) out.push({ column, pane, colour: how.color, bars: how.type === "bar" });
  };
  for (const [column, how] of Object.entries(plot?.main_plot ?? {})) add(column, "", how);
  for (const [pane, lines] of Object.entries(plot?.subplots ?? {})) for (const [column, how] of Object.entries(lines)) add(column, pane, how);
  for (const column of columns) if (!raw.has(column) && !/^_|^(enter|exit)_(long|short|tag)$/.test(column)) add(column, "?", {});
  return out.filter((o) => columns.includes(o.column));
}

function keptChoice(strategy: string): string[] | null {
  try {
    const kept = JSON.parse(localStorage.getItem(storageKey) ?? "{}") as Record<string, string[]>;
    return kept[strategy] ?? null;
  } catch {
    return null;
  }
}

function keepChoice(strategy: string, columns: string[]) {
  localStorage.setItem(storageKey, JSON.stringify({ [strategy]: columns }));
}

// A line of the price's size belongs on the candles, any other in a pane.
function isPrice(candles: Candles, column: string): boolean {
  const last = candles.data.at(-1);
  const value = Number(last?.[candles.columns.indexOf(column)]);
  const close = Number(last?.[candles.columns.indexOf("close")]);
  return value > close * 0.5 && value < close * 2;
}

function linesOf(chosen: Choosable[], candles: Candles): Line[] {
  const panes: string[] = [""];
  return chosen.map((one, i) => {
    const pane = one.pane !== "?" ? one.pane : isPrice(candles, one.column) ? "" : one.column;
    if (!panes.includes(pane)) panes.push(pane);
    return { column: one.column, pane: panes.indexOf(pane), colour: one.colour ?? own[i % own.length] ?? "#888888", bars: one.bars };
  });
}

function useCandles(pair: string, timeframe: string, columns: string[]) {
  const [candles, setCandles] = useState<Candles>();
  const [failure, setFailure] = useState("");
  const wanted = columns.join("\n");
  const newest = useRef(0);
  const load = useCallback(async () => {
    if (!pair || !timeframe) return;
    const turn = ++newest.current;
    try {
      const answer = await bot.candles(pair, timeframe, wanted ? wanted.split("\n") : []);
      if (turn !== newest.current) return; // a later question was asked meanwhile
      setCandles(answer);
      setFailure("");
    } catch (problem) {
      if (turn === newest.current) setFailure(problem instanceof Error ? problem.message : String(problem));
    }
  }, [pair, timeframe, wanted]);
  useEffect(() => {
    void load();
    const timer = setInterval(() => void (document.hidden || load()), seconds * 1000);
    const stop = listen((message) => {
      if (message.type === "new_candle" && Array.isArray(message.data) && message.data[0] === pair) void load();
    });
    return () => {
      clearInterval(timer);
      stop();
    };
  }, [load, pair]);
  return { candles: candles?.pair === pair ? candles : undefined, failure };
}

export function ChartView() {
  const settings = useResource(bot.config, 3);
  const open = useResource(bot.open, 1);
  const history = useResource(bot.history, 15);
  const white = useResource(bot.whitelist, 30)?.whitelist;
  const plot = useResource(bot.plotConfig, 300);
  const pairs = useMemo(
    () => [...new Set([...(open ?? []).map((t) => t.pair), ...(white ?? [])])],
    [(open ?? []).map((t) => t.pair).join(), white],
  );
  const pair = route.value[1] ?? pairs[0] ?? "";
  const strategy = settings?.strategy ?? "";
  const [picked, setPicked] = useState<string[] | null>(null);
  const [told, setTold] = useState("");
  const planned = useMemo(() => [...Object.keys(plot?.main_plot ?? {}), ...Object.values(plot?.subplots ?? {}).flatMap(Object.keys)], [plot]);
  const columns = picked ?? keptChoice(strategy) ?? planned;
  const { candles, failure } = useCandles(pair, settings?.timeframe ?? "", columns);
  const choices = useMemo(() => choosable(plot, candles?.all_columns ?? []), [plot, candles?.all_columns.join()]);
  const chosen = choices.filter((c) => columns.includes(c.column));
  const lines = useMemo(() => (candles ? linesOf(chosen, candles) : []), [candles, columns.join(), choices]);
  const drawn = JSON.stringify((open ?? []).map((t) => [t.trade_id, t.stop_loss_abs]));
  const openHere = useMemo(() => (open ?? []).filter((t) => t.pair === pair), [drawn, pair]);
  const closedHere = useMemo(() => (history?.trades ?? []).filter((t) => t.pair === pair), [history, pair]);

  const toggle = (column: string) => {
    const next = columns.includes(column) ? columns.filter((c) => c !== column) : [...columns, column];
    setPicked(next);
    keepChoice(strategy, next);
  };
  const aside = (
    <div class="actions">
      <details class="menu">
        <summary class="quiet">Indicators ({chosen.length})</summary>
        <div>
          {choices.length === 0 && <small>The strategy has none.</small>}
          {choices.map((choice) => (
            <label key={choice.column} class="tick">
              <input type="checkbox" checked={columns.includes(choice.column)} onChange={() => toggle(choice.column)} />
              <span>{choice.column}</span>
            </label>
          ))}
        </div>
      </details>
      <label class="select">
        <span class="hidden">Pair</span>
        <select value={pair} onChange={(event) => go("chart", event.currentTarget.value)}>
          {(pairs.includes(pair) || !pair ? pairs : [pair, ...pairs]).map((p) => (
            <option key={p} value={p}>{p}</option>
          ))}
        </select>
      </label>
    </div>
  );
  return (
    <Card title={pair ? `${pair}, ${settings?.timeframe ?? ""}` : "Candles"} name="candles" aside={aside}>
      {failure ? (
        <Empty>{failure}</Empty>
      ) : !candles ? (
        <Loading />
      ) : candles.length === 0 ? (
        <Empty>The bot has not analysed candles of {pair} yet.</Empty>
      ) : (
        <>
          <p class="legend">{told}</p>
          <ul class="lines">
            {lines.map((line) => (
              <li key={line.column} style={{ "--colour": line.colour }}>{line.column}</li>
            ))}
          </ul>
          <CandleChart candles={candles} lines={lines} trades={closedHere} open={openHere} tellAbout={setTold} />
          <p class="note">
            Charts by <a href="https://www.tradingview.com/" target="_blank" rel="noreferrer">TradingView</a> Lightweight Charts™
          </p>
        </>
      )}
    </Card>
  );
}
