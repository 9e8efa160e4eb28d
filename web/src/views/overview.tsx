// At a glance: what was earned, what the bot holds, what it is doing now.
import { useEffect, useMemo, useState } from "preact/hooks";
import * as bot from "../api/bot";
import { useResource } from "../api/resource";
import type { Balance, Config, Day, OpenTrade, Performance, Profit } from "../api/types";
import { type Point, profitCurve } from "../charts/curve";
import { ProfitChart } from "../charts/profit_chart";
import { decimalsFor, duration, gain, lengthOf, money, percent, plain, share, shortGain, tone } from "../ui/format";
import { Icon } from "../ui/icons";
import { Card, Empty, Figure, Loading, Segments } from "../ui/parts";
import { link } from "../ui/routes";
import { OpenTrades } from "./open_trades";
import { enter, exitAll } from "./trade_dialogs";

const spans = [["1", "24h"], ["7", "7d"], ["30", "30d"], ["all", "All"]] as const;
type Span = (typeof spans)[number][0];

function useCurve(profit: Profit | undefined): Point[] | undefined {
  const history = useResource(bot.history, 15);
  const [older, setOlder] = useState<Day[]>([]);
  const since = profit?.first_trade_timestamp ?? 0;
  const partial = history !== undefined && history.total > history.trades.length && since > 0;
  useEffect(() => {
    if (partial) bot.daysSince(since).then(setOlder, () => setOlder([]));
  }, [partial, since]);
  const total = profit?.profit_closed_coin;
  return useMemo(() => (history && total !== undefined ? profitCurve(history, total, older) : undefined), [history, total, older]);
}

// The points since a moment, beginning with what was there before.
function since(points: Point[], seconds: number): Point[] {
  const from = points.findIndex((p) => p.time >= seconds);
  if (from < 0) return points.slice(-1);
  const before = points[from - 1];
  return before ? [{ time: seconds, value: before.value }, ...points.slice(from)] : points.slice(from);
}

function ProfitCard({ profit, settings }: { profit: Profit; settings: Config }) {
  const [span, setSpan] = useState<Span>("all");
  const curve = useCurve(profit);
  const decimals = decimalsFor(settings.stake_currency_decimals);
  const shown = useMemo(() => {
    if (!curve || span === "all") return curve;
    return since(curve, Math.floor(Date.now() / 1000) - Number(span) * 86_400);
  }, [curve, span]);
  const change = shown && shown.length > 1 ? (shown.at(-1)?.value ?? 0) - (span === "all" ? 0 : (shown[0]?.value ?? 0)) : 0;
  return (
    <Card title="Closed profit" name="profit" aside={<Segments label="Time span" options={spans} value={span} choose={setSpan} />}>
      <p class="hero">
        <strong class={tone(span === "all" ? profit.profit_closed_coin : change)}>
          {gain(span === "all" ? profit.profit_closed_coin : change, decimals)} <small>{settings.stake_currency}</small>
        </strong>
        {span === "all" && <span class={`pill ${tone(profit.profit_closed_ratio)}`}>{percent(profit.profit_closed_ratio)}</span>}
        <span class="note">{profit.closed_trade_count} closed trades</span>
      </p>
      {!shown ? (
        <Loading />
      ) : shown.length > 1 ? (
        <ProfitChart points={shown} decimals={decimals} currency={settings.stake_currency} />
      ) : (
        <Empty>{span === "all" ? "No trade was closed yet. The curve begins with the first one." : "No trade was closed in this time."}</Empty>
      )}
    </Card>
  );
}

function WinBar({ profit }: { profit: Profit }) {
  const sum = profit.winning_trades + profit.losing_trades;
  if (sum === 0) return null;
  return (
    <span class="winbar" role="img" aria-label={`${profit.winning_trades} won, ${profit.losing_trades} lost`}>
      <i style={{ flexGrow: profit.winning_trades }} />
      <i style={{ flexGrow: profit.losing_trades }} />
    </span>
  );
}

function Figures({ profit, balance, open, settings }: { profit: Profit; balance: Balance | undefined; open: OpenTrade[]; settings: Config }) {
  const decimals = decimalsFor(settings.stake_currency_decimals);
  const floating = open.reduce((sum, trade) => sum + (trade.profit_abs ?? 0), 0);
  const slots = settings.max_open_trades > 0 ? settings.max_open_trades : null;
  const lasted = lengthOf(profit.avg_duration);
  const cards = [
    <Figure key="balance" label="Balance of the bot" note={balance ? `${percent(balance.starting_capital_ratio)} since the start` : "…"}>
      {money(balance?.total_bot, decimals)} <small>{settings.stake_currency}</small>
    </Figure>,
    <Figure key="open" label="Open profit" mood={tone(floating)} note={`${open.length}${slots ? ` of ${slots}` : ""} open trades`}>
      {gain(floating, decimals)} <small>{settings.stake_currency}</small>
    </Figure>,
    <Figure key="wins" label="Win rate" note={<WinBar profit={profit} />}>
      {profit.closed_trade_count ? share(profit.winrate, 1) : "–"}
    </Figure>,
    <Figure key="drawdown" label="Max. drawdown" note={`now ${share(profit.current_drawdown, 2)}`}>
      {share(profit.max_drawdown, 2)}
    </Figure>,
    <Figure key="factor" label="Profit factor" note={`expectancy ${plain(profit.expectancy)}`}>
      {plain(profit.profit_factor)}
    </Figure>,
    <Figure key="duration" label="Average duration" note={profit.best_pair ? `best: ${profit.best_pair}` : undefined}>
      {lasted !== undefined && profit.closed_trade_count ? duration(lasted) : "–"}
    </Figure>,
  ];
  return <dl class="figures">{cards.map((card) => card)}</dl>;
}

function DayBars({ days, decimals, currency }: { days: Day[]; decimals: number; currency: string }) {
  const shown = [...days].reverse().slice(-14);
  const most = Math.max(...shown.map((d) => Math.abs(d.abs_profit)), 1e-12);
  if (shown.every((d) => d.trade_count === 0)) return <Empty>No trade was closed in the last days.</Empty>;
  return (
    <ol class="days">
      {shown.map((day) => (
        <li key={day.date} title={`${day.date}: ${gain(day.abs_profit, decimals)} ${currency}, ${day.trade_count} trades`}>
          <b class={tone(day.abs_profit)} aria-hidden="true">{day.trade_count > 0 && shortGain(day.abs_profit)}</b>
          <span class={`bar ${tone(day.abs_profit)}`} style={{ "--size": Math.abs(day.abs_profit) / most }} />
          <small aria-hidden="true">{day.date.slice(8)}</small>
          <span class="hidden">{`${day.date}: ${gain(day.abs_profit, decimals)} ${currency}`}</span>
        </li>
      ))}
    </ol>
  );
}

function PairBars({ list, decimals }: { list: Performance[]; decimals: number }) {
  if (list.length === 0) return <Empty>Nothing to compare yet.</Empty>;
  const shown = [...list].sort((a, b) => b.profit_abs - a.profit_abs);
  const some = shown.length > 7 ? [...shown.slice(0, 4), ...shown.slice(-3)] : shown;
  const most = Math.max(...some.map((p) => Math.abs(p.profit_abs)), 1e-12);
  return (
    <ol class="bars">
      {some.map((one) => (
        <li key={one.pair}>
          <a href={link("chart", one.pair)}>{one.pair}</a>
          <span class={`bar ${tone(one.profit_abs)}`} style={{ "--size": Math.abs(one.profit_abs) / most }} />
          <b class={tone(one.profit_abs)}>{gain(one.profit_abs, decimals)}</b>
        </li>
      ))}
    </ol>
  );
}

export function Overview() {
  const settings = useResource(bot.config, 3);
  const open = useResource(bot.open, 1);
  const profit = useResource(bot.profit, 10);
  const balance = useResource(bot.balance, 10);
  const days = useResource(bot.days, 60);
  const performance = useResource(bot.performance, 60);
  if (!settings || !profit || !open) {
    const failure = bot.profit.failure.value || bot.config.failure.value || bot.open.failure.value;
    return failure ? <Empty>{failure}</Empty> : <Loading />;
  }
  const decimals = decimalsFor(settings.stake_currency_decimals);
  const canEnter = settings.force_entry_enable && settings.state === "running";
  return (
    <div class="overview">
      <ProfitCard profit={profit} settings={settings} />
      <Figures profit={profit} balance={balance} open={open} settings={settings} />
      <Card
        title={`Open trades${open.length ? ` (${open.length})` : ""}`}
        name="open"
        aside={
          <div class="actions">
            {open.length > 1 && (
              <button type="button" class="quiet" onClick={() => exitAll(open.length)}>
                Exit all
              </button>
            )}
            {canEnter && (
              <button type="button" class="primary" onClick={() => enter()}>
                <Icon name="plus" />
                <span>Enter a trade</span>
              </button>
            )}
          </div>
        }
      >
        <OpenTrades trades={open} settings={settings} />
      </Card>
      <Card title="Profit by day" name="daily">
        {days ? <DayBars days={days.data} decimals={decimals} currency={settings.stake_currency} /> : <Loading />}
      </Card>
      <Card title="Profit by pair" name="by-pair">
        {performance ? <PairBars list={performance} decimals={decimals} /> : <Loading />}
      </Card>
    </div>
  );
}
