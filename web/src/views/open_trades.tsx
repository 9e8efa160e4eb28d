// The trades that are open, with their profit as of the bot's last look at the market.
import { useEffect, useState } from "preact/hooks";
import { health, now as botTime } from "../api/bot";
import { useResource } from "../api/resource";
import type { Config, OpenTrade } from "../api/types";
import { amount, decimalsFor, duration, moment, money, percent, price } from "../ui/format";
import { Empty, PairName, ProfitCell, RateCell } from "../ui/parts";
import { details, exit } from "./trade_dialogs";

// The bot's time in milliseconds, renewed each second: for durations.
function useNow(): number {
  const [now, setNow] = useState(botTime());
  useResource(health, 5);
  useEffect(() => {
    const timer = setInterval(() => setNow(botTime()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

// How near the rate is to the stop: a full bar is the distance at which the stop was set.
function StopDistance({ trade }: { trade: OpenTrade }) {
  const distance = trade.stoploss_current_dist_ratio;
  if (distance === null || !trade.stop_loss_abs) return <>–</>;
  const share = Math.min(1, Math.abs(distance) / Math.max(Math.abs(trade.stop_loss_ratio ?? 0), 1e-9));
  return (
    <span class="stop" title={`Stop loss at ${price(trade.stop_loss_abs)}`}>
      <meter min={0} max={1} low={0.25} value={share} aria-label="Distance to the stop loss" />
      {percent(distance, 1)}
    </span>
  );
}

function Row({ trade, settings, now }: { trade: OpenTrade; settings: Config; now: number }) {
  const decimals = decimalsFor(settings.stake_currency_decimals);
  return (
    <tr>
      <th scope="row">
        <button type="button" class="plain" onClick={() => details(trade)} aria-label={`Trade ${trade.trade_id}, ${trade.pair}: details`}>
          <PairName pair={trade.pair} />
        </button>
        {trade.is_short && <span class="badge">Short</span>}
        {settings.trading_mode !== "spot" && <span class="badge">{trade.leverage}×</span>}
        {trade.has_open_orders && <span class="badge accent">Order open</span>}
      </th>
      <td class="number" data-label="Stake">
        {money(trade.stake_amount, decimals)}
        <small>{amount(trade.amount)} {trade.base_currency}</small>
      </td>
      <RateCell rate={trade.current_rate} from={trade.open_rate} />
      <ProfitCell ratio={trade.profit_ratio} abs={trade.profit_abs} decimals={decimals} />
      <td data-label="To the stop">
        <StopDistance trade={trade} />
      </td>
      <td data-label="Open for">
        {duration(Math.max(0, now - trade.open_timestamp))}
        <small>{moment(trade.open_timestamp)}</small>
      </td>
      <td data-label="Tag">{trade.enter_tag || "–"}</td>
      <td class="act">
        <button type="button" class="quiet" onClick={() => exit(trade)} aria-label={`Exit trade ${trade.trade_id}, ${trade.pair}`}>
          Exit
        </button>
      </td>
    </tr>
  );
}

export function OpenTrades({ trades, settings }: { trades: OpenTrade[]; settings: Config }) {
  const now = useNow();
  if (trades.length === 0)
    return <Empty>{settings.state === "running" ? "No open trades. The bot waits for an entry signal." : "No open trades."}</Empty>;
  return (
    <div class="scroll">
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Pair</th>
            <th scope="col" class="number">Stake</th>
            <th scope="col" class="number">Rate</th>
            <th scope="col" class="number">Profit</th>
            <th scope="col">To the stop</th>
            <th scope="col">Open for</th>
            <th scope="col">Tag</th>
            <th scope="col"><span class="hidden">Actions</span></th>
          </tr>
        </thead>
        <tbody>
          {trades.map((trade) => (
            <Row key={trade.trade_id} trade={trade} settings={settings} now={now} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
