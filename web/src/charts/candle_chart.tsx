// Candles with volume, indicators on them or in panes of their own, and where trades began and ended.
import {
  CandlestickSeries, createChart, createSeriesMarkers, HistogramSeries, type IChartApi, type IPriceLine, type ISeriesApi, type ISeriesMarkersPluginApi,
  LineSeries, LineStyle, type SeriesMarker, type SeriesType, type Time, type UTCTimestamp,
} from "lightweight-charts";
import { useEffect, useRef } from "preact/hooks";
import type { Candles, OpenTrade, Trade } from "../api/types";
import { gain, percent, plain, price, wholeMoment } from "../ui/format";
import { colour, theme } from "../ui/theme";
import { look, priceFormat } from "./common";

export interface Line {
  column: string;
  pane: number; // 0: on the candles
  colour: string;
  bars: boolean;
}

interface Props {
  candles: Candles;
  lines: Line[];
  trades: Trade[];
  open: OpenTrade[];
  // A text for the moment under the pointer, or for the last candle.
  tellAbout: (text: string) => void;
}

interface Parts {
  chart: IChartApi;
  candles: ISeriesApi<"Candlestick">;
  volume: ISeriesApi<"Histogram">;
  markers: ISeriesMarkersPluginApi<Time>;
  lines: Map<string, ISeriesApi<SeriesType>>;
  prices: IPriceLine[];
}

interface Row {
  time: UTCTimestamp;
  cells: (number | string | null)[];
}

const number = (cell: number | string | null | undefined) => (typeof cell === "number" ? cell : undefined);

// Digits behind the point that the candles need.
function digitsOf(value: number): number {
  if (value >= 1000) return 2;
  if (value >= 1) return 4;
  return Math.min(10, Math.ceil(-Math.log10(value || 1)) + 4);
}

function rowsOf(candles: Candles): Row[] {
  const at = candles.columns.indexOf("__date_ts");
  return candles.data.map((cells) => ({ time: Math.floor((number(cells[at]) ?? 0) / 1000) as UTCTimestamp, cells }));
}

function markersOf(trades: Trade[], rows: Row[], step: number): SeriesMarker<Time>[] {
  const first = rows[0]?.time ?? 0;
  const last = rows.at(-1)?.time ?? 0;
  const out: SeriesMarker<Time>[] = [];
  const put = (ms: number | null, entry: boolean, trade: Trade, text: string) => {
    const begun = Math.floor((ms ?? 0) / step) * (step / 1000);
    // What happened since the last candle ended stands at that one.
    const time = Math.min(begun, last);
    if (time < first || begun > last + (2 * step) / 1000) return;
    const below = entry !== trade.is_short;
    const tone = entry ? colour("accent") : colour((trade.profit_ratio ?? 0) >= 0 ? "up" : "down");
    out.push({ time: time as UTCTimestamp, position: below ? "belowBar" : "aboveBar", shape: below ? "arrowUp" : "arrowDown", color: tone, text });
  };
  for (const trade of trades) {
    put(trade.open_timestamp, true, trade, trade.is_short ? "Short" : "Long");
    if (!trade.is_open) put(trade.close_timestamp, false, trade, percent(trade.profit_ratio));
  }
  return out.sort((a, b) => Number(a.time) - Number(b.time));
}

function build(place: HTMLElement): Parts {
  const chart = createChart(place, { ...look(), autoSize: true, crosshair: { mode: 0 } });
  const candles = chart.addSeries(CandlestickSeries, { borderVisible: false });
  const volume = chart.addSeries(HistogramSeries, { priceScaleId: "volume", priceLineVisible: false, lastValueVisible: false });
  volume.priceScale().applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } });
  candles.priceScale().applyOptions({ scaleMargins: { top: 0.08, bottom: 0.2 } });
  return { chart, candles, volume, markers: createSeriesMarkers(candles, [], { zOrder: "top" }), lines: new Map(), prices: [] };
}

function fillLines(parts: Parts, rows: Row[], lines: Line[], columns: string[]) {
  const wanted = new Set(lines.map((l) => `${l.column}:${l.pane}`));
  for (const [key, series] of parts.lines)
    if (!wanted.has(key)) {
      parts.chart.removeSeries(series);
      parts.lines.delete(key);
    }
  for (const line of lines) {
    const at = columns.indexOf(line.column);
    if (at < 0) continue;
    const key = `${line.column}:${line.pane}`;
    let series = parts.lines.get(key);
    if (!series) {
      const common = { priceLineVisible: false, lastValueVisible: line.pane > 0, color: line.colour };
      series = line.bars
        ? parts.chart.addSeries(HistogramSeries, common, line.pane)
        : parts.chart.addSeries(LineSeries, { ...common, lineWidth: 2, crosshairMarkerVisible: false }, line.pane);
      parts.lines.set(key, series);
    }
    series.setData(
      rows.map(({ time, cells }) => {
        const value = number(cells[at]);
        return value === undefined ? { time } : { time, value };
      }),
    );
  }
  parts.chart.panes().forEach((pane, i) => pane.setStretchFactor(i === 0 ? 3 : 1));
}

function fill(parts: Parts, { candles, lines, trades, open }: Props) {
  const rows = rowsOf(candles);
  const column = (name: string) => candles.columns.indexOf(name);
  const [o, h, l, c, v] = [column("open"), column("high"), column("low"), column("close"), column("volume")];
  parts.candles.setData(
    rows.map(({ time, cells }) => ({
      time, open: number(cells[o]) ?? 0, high: number(cells[h]) ?? 0, low: number(cells[l]) ?? 0, close: number(cells[c]) ?? 0,
    })),
  );
  const rise = colour("up-fill");
  const fall = colour("down-fill");
  parts.volume.setData(
    rows.map(({ time, cells }) => ({ time, value: number(cells[v]) ?? 0, color: (number(cells[c]) ?? 0) >= (number(cells[o]) ?? 0) ? rise : fall })),
  );
  const digits = digitsOf(number(rows.at(-1)?.cells[c]) ?? 1);
  parts.candles.applyOptions({ priceFormat: priceFormat(digits) });
  fillLines(parts, rows, lines, candles.columns);
  parts.markers.setMarkers(markersOf([...trades, ...open], rows, candles.timeframe_ms));
  for (const old of parts.prices) parts.candles.removePriceLine(old);
  parts.prices = open.flatMap((trade) => {
    const common = { lineWidth: 1 as const, lineStyle: LineStyle.Dashed, axisLabelVisible: true };
    const made = [parts.candles.createPriceLine({ ...common, price: trade.open_rate, color: colour("accent"), title: `#${trade.trade_id}` })];
    if (trade.stop_loss_abs)
      made.push(parts.candles.createPriceLine({ ...common, price: trade.stop_loss_abs, color: colour("down"), title: "stop" }));
    return made;
  });
}

function describe({ candles, lines }: Props, row: Row): string {
  const value = (name: string) => number(row.cells[candles.columns.indexOf(name)]);
  const open = value("open") ?? 0;
  const close = value("close") ?? 0;
  const parts = [
    wholeMoment(row.time * 1000), `O ${price(open)}`, `H ${price(value("high"))}`, `L ${price(value("low"))}`, `C ${price(close)}`,
    gain(open ? (close / open - 1) * 100 : 0, 2) + "\u202f%", `Vol ${plain(value("volume"))}`,
    ...lines.map((line) => `${line.column} ${price(value(line.column))}`),
  ];
  return parts.join("   ");
}

export function CandleChart(props: Props) {
  const place = useRef<HTMLDivElement>(null);
  const parts = useRef<Parts>();
  const newest = useRef(props);
  const pointed = useRef<number | null>(null);
  newest.current = props;
  const { candles, lines, trades, open } = props;
  const key = `${candles.pair} ${candles.timeframe}`;
  const shade = theme.value;

  const tell = () => {
    const rows = newest.current.candles.data.length;
    const at = Math.max(0, Math.min(pointed.current ?? rows - 1, rows - 1));
    const row = rowsOf(newest.current.candles)[at];
    if (row) newest.current.tellAbout(describe(newest.current, row));
  };

  useEffect(() => {
    if (!place.current) return;
    const made = build(place.current);
    parts.current = made;
    made.chart.subscribeCrosshairMove((at) => {
      pointed.current = at.logical ?? null;
      tell();
    });
    return () => made.chart.remove();
  }, []);

  useEffect(() => {
    const now = parts.current;
    if (!now) return;
    const [up, down] = [colour("up"), colour("down")];
    now.chart.applyOptions(look());
    now.candles.applyOptions({ upColor: up, downColor: down, wickUpColor: up, wickDownColor: down });
  }, [shade]);

  useEffect(() => {
    if (!parts.current) return;
    fill(parts.current, newest.current);
    tell();
  }, [candles, lines, trades, open, shade]);

  useEffect(() => {
    // A pair just opened shows its newest candles at a readable width.
    const count = newest.current.candles.length;
    const width = place.current?.clientWidth ?? 800;
    parts.current?.chart.timeScale().setVisibleLogicalRange({ from: count - Math.round(width / 8), to: count + 4 });
  }, [key]);

  const description = `Candles of ${candles.pair}, ${candles.timeframe}, ${trades.length + open.length} trades`;
  return <div class="candle-area" ref={place} role="img" aria-label={description} />;
}
