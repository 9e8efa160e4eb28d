// The curve of cumulative profit, green above zero and red below.
import { BaselineSeries, createChart, type IChartApi, type ISeriesApi, LineType, type UTCTimestamp } from "lightweight-charts";
import { useEffect, useRef } from "preact/hooks";
import { gain } from "../ui/format";
import { colour, theme } from "../ui/theme";
import { look } from "./common";
import type { Point } from "./curve";

interface Props {
  points: Point[];
  decimals: number;
  currency: string;
}

export function ProfitChart({ points, decimals, currency }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<IChartApi>();
  const series = useRef<ISeriesApi<"Baseline">>();
  const shade = theme.value;

  useEffect(() => {
    if (!place.current) return;
    const made = createChart(place.current, {
      ...look(),
      autoSize: true,
      handleScroll: false,
      handleScale: false,
      crosshair: { horzLine: { visible: false, labelVisible: false } },
    });
    chart.current = made;
    series.current = made.addSeries(BaselineSeries, { baseValue: { type: "price", price: 0 }, lineWidth: 2, lineType: LineType.WithSteps });
    return () => made.remove();
  }, []);

  useEffect(() => {
    chart.current?.applyOptions(look());
    chart.current?.applyOptions({ grid: { vertLines: { visible: false } }, rightPriceScale: { scaleMargins: { top: 0.12, bottom: 0.08 } } });
    series.current?.applyOptions({
      topLineColor: colour("up"),
      topFillColor1: colour("up-fill"),
      topFillColor2: "transparent",
      bottomLineColor: colour("down"),
      bottomFillColor1: "transparent",
      bottomFillColor2: colour("down-fill"),
      priceLineVisible: false,
      priceFormat: { type: "custom", minMove: 10 ** -decimals, formatter: (v: number) => gain(v, decimals) },
    });
  }, [shade, decimals]);

  useEffect(() => {
    series.current?.setData(points.map((p) => ({ time: p.time as UTCTimestamp, value: p.value })));
    chart.current?.timeScale().fitContent();
  }, [points]);

  const last = points.at(-1);
  const summary = last ? `Cumulative profit, now ${gain(last.value, decimals)} ${currency}` : "Cumulative profit, no trades yet";
  return <div class="chart-area" ref={place} role="img" aria-label={summary} />;
}
