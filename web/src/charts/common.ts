// What all charts share: the look in both themes, and times in the browser's zone.
import { ColorType, type ChartOptions, type DeepPartial, type Time, TickMarkType } from "lightweight-charts";
import { colour } from "../ui/theme";

const withDate = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });
const styles: Record<TickMarkType, Intl.DateTimeFormat> = {
  [TickMarkType.Year]: new Intl.DateTimeFormat(undefined, { year: "numeric" }),
  [TickMarkType.Month]: new Intl.DateTimeFormat(undefined, { month: "short" }),
  [TickMarkType.DayOfMonth]: new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric" }),
  [TickMarkType.Time]: new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" }),
  [TickMarkType.TimeWithSeconds]: new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" }),
};

// Prices at the side of a chart, written as everywhere else on the page.
export function priceFormat(digits: number) {
  const how = new Intl.NumberFormat(undefined, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return { type: "custom" as const, minMove: 10 ** -digits, formatter: (value: number) => how.format(value) };
}

const ms = (time: Time) => Number(time) * 1000;

export function look(): DeepPartial<ChartOptions> {
  return {
    layout: {
      background: { type: ColorType.Solid, color: "transparent" },
      textColor: colour("muted"),
      fontFamily: getComputedStyle(document.body).fontFamily,
      fontSize: 12,
      attributionLogo: false, // it writes a style sheet into the page; the views name TradingView in words, with a link
      panes: { separatorColor: colour("line"), separatorHoverColor: colour("line") },
    },
    grid: { vertLines: { color: colour("grid") }, horzLines: { color: colour("grid") } },
    rightPriceScale: { borderVisible: false },
    timeScale: {
      borderVisible: false,
      timeVisible: true,
      secondsVisible: false,
      tickMarkFormatter: (time: Time, kind: TickMarkType) => styles[kind].format(ms(time)),
    },
    localization: { timeFormatter: (time: Time) => withDate.format(ms(time)) },
  };
}
