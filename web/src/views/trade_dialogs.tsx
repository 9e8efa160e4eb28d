// What can be done by hand: enter, leave, cancel, look closer.
import * as bot from "../api/bot";
import { config, open } from "../api/bot";
import type { ForceEntry, ForceExit, OpenTrade, Order, Trade } from "../api/types";
import { Choice, Dialog, Field, type Fields, FormDialog, hide, show } from "../ui/dialog";
import { amount, decimalsFor, duration, gain, moment, money, percent, price, share, tone, wholeMoment } from "../ui/format";
import { PairName, Pill } from "../ui/parts";
import { go } from "../ui/routes";
import { attempt } from "../ui/toasts";
import { useResource } from "../api/resource";

// A missing wish is left out: the bot then decides as its configuration says.
function filled<T extends object>(wish: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined)) as T;
}

const orderTypes: [string, string][] = [["", "As configured"], ["market", "Market"], ["limit", "Limit"]];

function EntryForm({ pair }: { pair?: string }) {
  const settings = useResource(config, 60);
  const pairs = useResource(bot.whitelist, 60)?.whitelist ?? [];
  const submit = (fields: Fields) => {
    const wish = filled<ForceEntry>({
      pair: (fields.text("pair") ?? "").toUpperCase(),
      side: fields.text("side") as ForceEntry["side"],
      ordertype: fields.text("ordertype") as ForceEntry["ordertype"],
      price: fields.number("price"),
      stakeamount: fields.number("stake"),
      leverage: fields.number("leverage"),
      entry_tag: fields.text("tag"),
    });
    return attempt(bot.forceEntry(wish), (trade) => (trade.trade_id ? `Entering ${wish.pair}, trade ${trade.trade_id}` : `Asked to enter ${wish.pair}`));
  };
  const currency = settings?.stake_currency ?? "";
  return (
    <FormDialog title={pair ? `Increase ${pair}` : "Enter a trade"} action="Enter" submit={submit}>
      <Field label="Pair">
        <input
          name="pair"
          list="pairs"
          required
          defaultValue={pair ?? ""}
          readOnly={pair !== undefined}
          placeholder={`BTC/${currency}`}
          autocapitalize="characters"
        />
      </Field>
      <datalist id="pairs">
        {pairs.map((p) => (
          <option key={p} value={p} />
        ))}
      </datalist>
      {settings?.short_allowed && <Choice label="Side" name="side" options={[["long", "Long"], ["short", "Short"]]} />}
      <Choice label="Order" name="ordertype" options={orderTypes} />
      <div class="columns">
        <Field label={`Stake in ${currency}`} hint={`Empty: ${settings?.stake_amount ?? ""}`}>
          <input name="stake" type="number" inputMode="decimal" min="0" step="any" />
        </Field>
        <Field label="Price" hint="Empty: the market's">
          <input name="price" type="number" inputMode="decimal" min="0" step="any" />
        </Field>
        {settings?.trading_mode === "futures" && (
          <Field label="Leverage">
            <input name="leverage" type="number" inputMode="decimal" min="1" step="any" />
          </Field>
        )}
        <Field label="Tag">
          <input name="tag" maxLength={100} placeholder="force_entry" />
        </Field>
      </div>
    </FormDialog>
  );
}

function ExitForm({ trade }: { trade: OpenTrade }) {
  const submit = (fields: Fields) => {
    const wish = filled<ForceExit>({
      tradeid: String(trade.trade_id),
      ordertype: fields.text("ordertype") as ForceExit["ordertype"],
      amount: fields.number("amount"),
    });
    return attempt(bot.forceExit(wish), (answer) => answer.result);
  };
  return (
    <FormDialog title={`Exit ${trade.pair}?`} action="Exit" danger submit={submit}>
      <p>
        Trade {trade.trade_id} stands at <b class={tone(trade.profit_ratio)}>{percent(trade.profit_ratio)}</b>.
      </p>
      <Choice label="Order" name="ordertype" options={orderTypes} />
      <Field label={`Amount in ${trade.base_currency}`} hint={`Empty: all ${amount(trade.amount)}`}>
        <input name="amount" type="number" inputMode="decimal" min="0" max={trade.amount} step="any" />
      </Field>
    </FormDialog>
  );
}

function ExitAllForm({ count }: { count: number }) {
  return (
    <FormDialog title="Exit all trades?" action={`Exit ${count} trades`} danger submit={() => attempt(bot.forceExit({ tradeid: "all" }), (a) => a.result)}>
      <p>An exit order is placed for each of the {count} open trades.</p>
    </FormDialog>
  );
}

export const enter = (pair?: string) => show(<EntryForm {...(pair ? { pair } : {})} />);
export const exit = (trade: OpenTrade) => show(<ExitForm trade={trade} />);
export const exitAll = (count: number) => show(<ExitAllForm count={count} />);

function sure(title: string, action: string, text: string, work: () => Promise<boolean>) {
  show(
    <FormDialog title={title} action={action} danger submit={work}>
      <p>{text}</p>
    </FormDialog>,
  );
}

const remove = (trade: Trade) =>
  sure(
    `Delete trade ${trade.trade_id}?`,
    "Delete",
    "It is removed from the database for good, and its open orders are cancelled. Coins that it holds stay where they are.",
    () => attempt(bot.deleteTrade(trade.trade_id), (a) => a.result_msg),
  );

function OrderRow({ order }: { order: Order }) {
  return (
    <tr>
      <th scope="row">
        {order.ft_order_side} <small>{order.order_type}</small>
      </th>
      <td data-label="Status">{order.status}</td>
      <td class="number" data-label="Filled">{amount(order.filled ?? 0)} / {amount(order.amount)}</td>
      <td class="number" data-label="Price">{price(order.safe_price)}</td>
      <td data-label="Time">{moment(order.order_filled_timestamp ?? order.order_timestamp)}</td>
      <td data-label="Tag">{order.ft_order_tag}</td>
    </tr>
  );
}

function Facts({ trade }: { trade: Trade }) {
  const decimals = decimalsFor(config.value.value?.stake_currency_decimals ?? 3);
  const current = (trade as Partial<OpenTrade>).current_rate;
  const until = trade.close_timestamp ?? bot.now();
  const facts: [string, string][] = [
    ["Amount", `${amount(trade.amount)} ${trade.base_currency}`],
    ["Stake", `${money(trade.stake_amount, decimals)} ${trade.quote_currency}`],
    ["Profit", `${gain(trade.profit_abs, decimals)} ${trade.quote_currency}`],
    ["Opened", wholeMoment(trade.open_timestamp)],
    ["Entry rate", price(trade.open_rate)],
    trade.is_open ? ["Rate now", price(current)] : ["Exit rate", price(trade.close_rate)],
    ...(trade.is_open ? [] : ([["Closed", wholeMoment(trade.close_timestamp)]] as [string, string][])),
    ["Duration", duration(until - trade.open_timestamp)],
    ["Stop loss", `${price(trade.stop_loss_abs)} (${percent(trade.stop_loss_ratio)})`],
    ["Lowest, highest", `${price(trade.min_rate)}, ${price(trade.max_rate)}`],
    ["Entry tag", trade.enter_tag ?? "–"],
    ...(trade.is_open ? [] : ([["Exit reason", trade.exit_reason ?? "–"]] as [string, string][])),
    ["Fees", `${share(trade.fee_open, 3)} in, ${share(trade.fee_close, 3)} out`],
    ...(trade.leverage !== null && trade.leverage !== 1 ? ([["Leverage", `${trade.leverage}×`]] as [string, string][]) : []),
  ];
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Details({ given }: { given: Trade }) {
  const newest = useResource(open, 1)?.find((t) => t.trade_id === given.trade_id);
  const closed = useResource(bot.history, 20)?.trades.find((t) => t.trade_id === given.trade_id);
  const trade = newest ?? closed ?? given;
  const settings = config.value.value;
  const chart = () => {
    hide();
    go("chart", trade.pair);
  };
  return (
    <Dialog title={`Trade ${trade.trade_id}`} wide>
      <div class="headline">
        <PairName pair={trade.pair} />
        {trade.is_short && <span class="badge">Short</span>}
        <Pill ratio={trade.profit_ratio} />
        {trade.has_open_orders && <span class="badge">Open order</span>}
      </div>
      <Facts trade={trade} />
      <h3>Orders</h3>
      <div class="scroll">
        <table class="cards">
          <thead>
            <tr>
              <th scope="col">Order</th>
              <th scope="col">Status</th>
              <th scope="col" class="number">Filled</th>
              <th scope="col" class="number">Price</th>
              <th scope="col">Time</th>
              <th scope="col">Tag</th>
            </tr>
          </thead>
          <tbody>
            {trade.orders.map((order) => (
              <OrderRow key={order.order_id} order={order} />
            ))}
          </tbody>
        </table>
      </div>
      <footer>
        <button type="button" class="quiet" onClick={chart}>Show chart</button>
        <button type="button" class="quiet" onClick={() => void attempt(bot.reloadTrade(trade.trade_id), "Orders were read anew.")}>Read orders anew</button>
        {trade.has_open_orders && (
          <button type="button" class="quiet" onClick={() => void attempt(bot.cancelOrder(trade.trade_id), "The order was cancelled.")}>Cancel order</button>
        )}
        {newest && settings?.position_adjustment_enable && settings.force_entry_enable && (
          <button type="button" class="quiet" onClick={() => enter(trade.pair)}>Increase</button>
        )}
        <button type="button" class="quiet" onClick={() => remove(trade)}>Delete</button>
        {newest && (
          <button type="button" class="danger" onClick={() => exit(newest)}>Exit</button>
        )}
      </footer>
    </Dialog>
  );
}

export const details = (trade: Trade) => show(<Details given={trade} />);
