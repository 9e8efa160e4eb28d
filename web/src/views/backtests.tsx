// Backtests that were run, their figures and trades; and a form to run another.
import { useEffect, useState } from "preact/hooks";
import { useResource } from "../api/resource";
import * as stored from "../api/stored";
import type { KeptResult, Result } from "../api/stored";
import { Field, type Fields, FormDialog, show } from "../ui/dialog";
import { decimalsFor, duration, gain, moment, money, percent, plain, share, tone } from "../ui/format";
import { Icon } from "../ui/icons";
import { Card, Empty, Figure, Loading, PairName, ProfitCell, RateCell } from "../ui/parts";
import { go, link, route } from "../ui/routes";
import { attempt } from "../ui/toasts";

const shownTrades = 200;

function Form({ strategies, timeframes }: { strategies: string[]; timeframes: string[] }) {
  const submit = async (fields: Fields) => {
    const timeframe = fields.text("timeframe");
    const days = fields.number("days");
    const timerange = days ? `${Math.floor(Date.now() / 1000 - days * 86_400)}-` : "";
    const done = await attempt(
      stored.runBacktest({ strategy: fields.text("strategy") ?? "", timerange, ...(timeframe ? { timeframe } : {}) }),
      (told) => told.status_msg,
    );
    if (done) go("jobs");
    return done;
  };
  return (
    <FormDialog title="Run a backtest" action="Run" submit={submit}>
      <p>Pairs, stake and wallet are those of the configuration.</p>
      <Field label="Strategy">
        <select name="strategy" required>
          {strategies.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </Field>
      <div class="columns">
        <Field label="Timeframe" hint="Empty: the strategy's own">
          <select name="timeframe">
            <option value="" />
            {timeframes.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </Field>
        <Field label="Days back from now" hint="Empty: all candles">
          <input name="days" type="number" min="1" max="3650" />
        </Field>
      </div>
    </FormDialog>
  );
}

function Figures({ result }: { result: Result }) {
  const decimals = decimalsFor(result.stake_currency_decimals);
  return (
    <dl class="figures">
      <Figure label="Profit" mood={tone(result.profit_total_abs)} note={`${gain(result.profit_total_abs, decimals)} ${result.stake_currency}`}>
        {percent(result.profit_total)}
      </Figure>
      <Figure label="Market" mood={tone(result.market_change)}>{percent(result.market_change)}</Figure>
      <Figure label="Trades" note={`${plain(result.wins)} won, ${plain(result.losses)} lost`}>{plain(result.total_trades)}</Figure>
      <Figure label="Won">{share(result.winrate)}</Figure>
      <Figure label="Drawdown" note={`${money(result.max_drawdown_abs, decimals)} ${result.stake_currency}`}>{share(result.max_drawdown_account, 2)}</Figure>
      <Figure label="Profit factor">{plain(result.profit_factor)}</Figure>
      <Figure label="Wallet at the end" note={`${money(result.starting_balance, decimals)} at the start`}>{money(result.final_balance, decimals)}</Figure>
      <Figure label="Held on average">{duration(result.holding_avg_s * 1000)}</Figure>
    </dl>
  );
}

function Trades({ result }: { result: Result }) {
  const decimals = decimalsFor(result.stake_currency_decimals);
  const newest = [...result.trades].reverse().slice(0, shownTrades);
  if (newest.length === 0) return <Empty>The strategy made no trade.</Empty>;
  return (
    <>
      <div class="scroll">
        <table class="cards">
          <thead>
            <tr>
              <th scope="col">Pair</th>
              <th scope="col" class="number">Rate</th>
              <th scope="col" class="number">Profit</th>
              <th scope="col">Closed</th>
              <th scope="col">Reason</th>
            </tr>
          </thead>
          <tbody>
            {newest.map((trade, i) => (
              <tr key={i}>
                <th scope="row">
                  <a class="plain" href={link("", trade.pair, result.timeframe)}><PairName pair={trade.pair} /></a>
                  {trade.is_short && <span class="badge">Short</span>}
                </th>
                <RateCell rate={trade.close_rate} from={trade.open_rate} />
                <ProfitCell ratio={trade.profit_ratio} abs={trade.profit_abs} decimals={decimals} />
                <td data-label="Closed">
                  {moment(trade.close_timestamp)}
                  <small>after {duration(trade.close_timestamp - trade.open_timestamp)}</small>
                </td>
                <td data-label="Reason">
                  {trade.exit_reason}
                  <small>{trade.enter_tag}</small>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {result.trades.length > newest.length && <p class="note">These are the last {shownTrades} of {plain(result.trades.length)}.</p>}
    </>
  );
}

function Shown({ kept }: { kept: KeptResult }) {
  const [result, setResult] = useState<Result>();
  const [failure, setFailure] = useState("");
  useEffect(() => {
    let wanted = true;
    stored.resultOf(kept).then(
      (found) => wanted && (setResult(found), setFailure(found ? "" : "The result of this strategy is not in the file.")),
      (problem: unknown) => wanted && setFailure(problem instanceof Error ? problem.message : String(problem)),
    );
    return () => {
      wanted = false;
    };
  }, [kept.filename, kept.strategy]);
  if (failure) return <Card><Empty>{failure}</Empty></Card>;
  if (!result) return <Loading />;
  return (
    <>
      <Figures result={result} />
      <Card title={`Trades of ${result.strategy_name}, ${result.timeframe}`}><Trades result={result} /></Card>
    </>
  );
}

export function BacktestsView() {
  const results = useResource(stored.results, 3);
  const strategies = useResource(stored.strategies, 60)?.strategies ?? [];
  const sets = useResource(stored.data, 30)?.pair_interval ?? [];
  if (!results) return stored.results.failure.value ? <Empty>{stored.results.failure.value}</Empty> : <Loading />;
  const newest = [...results].sort((a, b) => b.backtest_start_time - a.backtest_start_time);
  const chosen = newest.find((r) => r.filename === route.value[1] && r.strategy === route.value[2]) ?? newest[0];
  const timeframes = [...new Set(sets.map(([, timeframe]) => timeframe))];
  const aside = (
    <button
      type="button"
      class="quiet"
      disabled={strategies.length === 0}
      onClick={() => show(<Form strategies={strategies} timeframes={timeframes} />)}
    >
      <Icon name="plus" />
      <span>Run a backtest</span>
    </button>
  );
  return (
    <div class="stack">
      <Card title={`Backtests (${plain(newest.length)})`} aside={aside}>
        {newest.length === 0 ? (
          <Empty>No backtest was run yet.</Empty>
        ) : (
          <ul class="chips">
            {newest.map((one) => (
              <li key={`${one.filename} ${one.strategy}`}>
                <a class="chip" href={link("backtests", one.filename, one.strategy)} {...(one === chosen ? { "aria-current": "true" as const } : {})}>
                  {one.strategy}, {moment(one.backtest_start_time * 1000)}
                </a>
              </li>
            ))}
          </ul>
        )}
      </Card>
      {chosen && <Shown key={`${chosen.filename} ${chosen.strategy}`} kept={chosen} />}
    </div>
  );
}
