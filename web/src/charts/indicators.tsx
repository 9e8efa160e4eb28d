// Which of the columns that a strategy computed are drawn, and how: what its plot configuration says, and what the user ticked.
import type { Candles, PlotConfig } from "../api/types";
import type { Line } from "./candle_chart";

const raw = new Set(["date", "open", "high", "low", "close", "volume"]);
const own = ["#4f8cff", "#f5a623", "#b06bff", "#1fbfb8", "#ff6fae", "#9bbf30", "#e07a5f", "#7d8ca3"];
const storageKey = "tremolo.lines";

export interface Choosable {
  column: string;
  pane: string; // "" on the candles, else the name of its pane
  colour: string | undefined;
  bars: boolean;
}

// What may be shown: first the strategy's plot configuration, then every other column.
export function choosable(plot: PlotConfig | undefined, columns: string[]): Choosable[] {
  const out: Choosable[] = [];
  const add = (column: string, pane: string, how: { color?: string; type?: string }) => {
    if (!out.some((o) => o.column === column)) out.push({ column, pane, colour: how.color, bars: how.type === "bar" });
  };
  for (const [column, how] of Object.entries(plot?.main_plot ?? {})) add(column, "", how);
  for (const [pane, lines] of Object.entries(plot?.subplots ?? {})) for (const [column, how] of Object.entries(lines)) add(column, pane, how);
  for (const column of columns) if (!raw.has(column) && !/^_|^(enter|exit)_(long|short|tag)$/.test(column)) add(column, "?", {});
  return out.filter((o) => columns.includes(o.column));
}

// The columns of the plot configuration.
export function planned(plot: PlotConfig | undefined): string[] {
  return [...Object.keys(plot?.main_plot ?? {}), ...Object.values(plot?.subplots ?? {}).flatMap(Object.keys)];
}

export function keptChoice(strategy: string): string[] | null {
  try {
    const kept = JSON.parse(localStorage.getItem(storageKey) ?? "{}") as Record<string, string[]>;
    return kept[strategy] ?? null;
  } catch {
    return null;
  }
}

export function keepChoice(strategy: string, columns: string[]) {
  localStorage.setItem(storageKey, JSON.stringify({ [strategy]: columns }));
}

// A line of the price's size belongs on the candles, any other in a pane.
function isPrice(candles: Candles, column: string): boolean {
  const last = candles.data.at(-1);
  const value = Number(last?.[candles.columns.indexOf(column)]);
  const close = Number(last?.[candles.columns.indexOf("close")]);
  return value > close * 0.5 && value < close * 2;
}

export function linesOf(chosen: Choosable[], candles: Candles): Line[] {
  const panes: string[] = [""];
  return chosen.map((one, i) => {
    const pane = one.pane !== "?" ? one.pane : isPrice(candles, one.column) ? "" : one.column;
    if (!panes.includes(pane)) panes.push(pane);
    return { column: one.column, pane: panes.indexOf(pane), colour: one.colour ?? own[i % own.length] ?? "#888888", bars: one.bars };
  });
}

export function IndicatorMenu({ choices, columns, toggle }: { choices: Choosable[]; columns: string[]; toggle: (column: string) => void }) {
  return (
    <details class="menu">
      <summary class="quiet">Indicators ({choices.filter((c) => columns.includes(c.column)).length})</summary>
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
  );
}

// What is drawn in which colour, and whose chart it is.
export function Legend({ told, lines }: { told: string; lines: Line[] }) {
  return (
    <>
      <p class="legend">{told}</p>
      <ul class="lines">
        {lines.map((line) => (
          <li key={line.column} style={{ "--colour": line.colour }}>{line.column}</li>
        ))}
      </ul>
    </>
  );
}

export function Attribution() {
  return (
    <p class="note">
      Charts by <a href="https://www.tradingview.com/" target="_blank" rel="noreferrer">TradingView</a> Lightweight Charts™
    </p>
  );
}
