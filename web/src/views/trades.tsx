// Closed trades, newest first.
import { useMemo, useState } from "preact/hooks";
import * as bot from "../api/bot";
import { useResource } from "../api/resource";
import type { Config, Trade } from "../api/types";
import { decimalsFor, duration, moment, money, plain } from "../ui/format";
import { Icon } from "../ui/icons";
import { Card, Empty, Loading, PairName, ProfitCell, RateCell } from "../ui/parts";
import { details } from "./trade_dialogs";

const perPage = 50;

function Row({ trade, settings }: { trade: Trade; settings: Config }) {
  const decimals = decimalsFor(settings.stake_currency_decimals);
  return (
    <tr>
      <th scope="row">
        <button type="button" class="plain" onClick={() => details(trade)} aria-label={`Trade ${trade.trade_id}, ${trade.pair}: details`}>
          <PairName pair={trade.pair} />
        </button>
        <small class="id">{trade.trade_id}</small>
        {trade.is_short && <span class="badge">Short</span>}
      </th>
      <td class="number" data-label="Stake">{money(trade.stake_amount, decimals)}</td>
      <RateCell rate={trade.close_rate} from={trade.open_rate} />
      <ProfitCell ratio={trade.profit_ratio} abs={trade.profit_abs} decimals={decimals} />
      <td data-label="Closed">
        {moment(trade.close_timestamp)}
        <small>after {duration((trade.close_timestamp ?? 0) - trade.open_timestamp)}</small>
      </td>
      <td data-label="Reason">
        {trade.exit_reason ?? "–"}
        <small>{trade.enter_tag}</small>
      </td>
    </tr>
  );
}

function matches(trade: Trade, wanted: string): boolean {
  return [trade.pair, trade.enter_tag, trade.exit_reason, String(trade.trade_id)].some((text) => text?.toLowerCase().includes(wanted));
}

function Pager({ page, pages, choose }: { page: number; pages: number; choose: (page: number) => void }) {
  if (pages < 2) return null;
  return (
    <nav class="pager" aria-label="Pages">
      <button type="button" class="quiet round" disabled={page === 0} onClick={() => choose(page - 1)} aria-label="Newer">
        <Icon name="left" />
      </button>
      <span>
        {page + 1} of {pages}
      </span>
      <button type="button" class="quiet round" disabled={page >= pages - 1} onClick={() => choose(page + 1)} aria-label="Older">
        <Icon name="right" />
      </button>
    </nav>
  );
}

export function TradesView() {
  const settings = useResource(bot.config, 3);
  const history = useResource(bot.history, 5);
  const [wanted, setWanted] = useState("");
  const [page, setPage] = useState(0);
  const found = useMemo(() => {
    const text = wanted.trim().toLowerCase();
    return (history?.trades ?? []).filter((t) => text === "" || matches(t, text));
  }, [history, wanted]);
  if (!settings || !history) return bot.history.failure.value ? <Empty>{bot.history.failure.value}</Empty> : <Loading />;
  const pages = Math.max(1, Math.ceil(found.length / perPage));
  const shown = Math.min(page, pages - 1);
  const held = history.trades.length;
  return (
    <Card
      title={`Closed trades (${plain(history.total)})`}
      aside={
        <label class="search">
          <Icon name="search" />
          <input
            type="search"
            placeholder="Search"
            aria-label="Search by pair, tag, reason or number"
            value={wanted}
            onInput={(event) => (setWanted(event.currentTarget.value), setPage(0))}
          />
        </label>
      }
    >
      {found.length === 0 ? (
        <Empty>{wanted ? "No trade fits." : "No trade was closed yet."}</Empty>
      ) : (
        <div class="scroll">
          <table class="cards">
            <thead>
              <tr>
                <th scope="col">Pair</th>
                <th scope="col" class="number">Stake</th>
                <th scope="col" class="number">Rate</th>
                <th scope="col" class="number">Profit</th>
                <th scope="col">Closed</th>
                <th scope="col">Reason</th>
              </tr>
            </thead>
            <tbody>
              {found.slice(shown * perPage, (shown + 1) * perPage).map((trade) => (
                <Row key={trade.trade_id} trade={trade} settings={settings} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Pager page={shown} pages={pages} choose={setPage} />
      {held < history.total && <p class="note">These are the newest {plain(held)}; older ones are in the API and the database.</p>}
    </Card>
  );
}
