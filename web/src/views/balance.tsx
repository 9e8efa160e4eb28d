// What is in the wallet, and what of it is the bot's.
import * as bot from "../api/bot";
import { useResource } from "../api/resource";
import type { Currency } from "../api/types";
import { amount, decimalsFor, money, percent, share, tone } from "../ui/format";
import { Card, Empty, Figure, Loading } from "../ui/parts";

const colours = ["#4f8cff", "#1fbfb8", "#b06bff", "#f5a623", "#ff6fae", "#9bbf30", "#e07a5f", "#7d8ca3"];

function Split({ list, total }: { list: Currency[]; total: number }) {
  const shown = list.filter((c) => c.est_stake > 0 && c.est_stake / total > 0.005);
  if (total <= 0 || shown.length === 0) return null;
  return (
    <ul class="split">
      {shown.map((c, i) => (
        <li key={c.currency + c.side} style={{ flexGrow: c.est_stake / total, "--colour": colours[i % colours.length] ?? "" }}>
          <span>{c.currency}</span>
          <small>{share(c.est_stake / total, 1)}</small>
        </li>
      ))}
    </ul>
  );
}

export function BalanceView() {
  const settings = useResource(bot.config, 3);
  const balance = useResource(bot.balance, 5);
  if (!settings || !balance) return bot.balance.failure.value ? <Empty>{bot.balance.failure.value}</Empty> : <Loading />;
  const decimals = decimalsFor(settings.stake_currency_decimals);
  const list = [...balance.currencies].sort((a, b) => b.est_stake - a.est_stake);
  return (
    <div class="stack">
      <dl class="figures">
        <Figure label="Balance of the bot" note={balance.note}>
          {money(balance.total_bot, decimals)} <small>{balance.stake}</small>
        </Figure>
        <Figure
          label="Since the start"
          mood={tone(balance.starting_capital_ratio)}
          note={`from ${money(balance.starting_capital, decimals)} ${balance.stake}`}
        >
          {percent(balance.starting_capital_ratio)}
        </Figure>
        <Figure label="Whole wallet" note="with what is not the bot's">
          {money(balance.total, decimals)} <small>{balance.stake}</small>
        </Figure>
      </dl>
      <Card title="Currencies">
        <Split list={list} total={balance.total} />
        <div class="scroll">
          <table class="cards">
            <thead>
              <tr>
                <th scope="col">Currency</th>
                <th scope="col" class="number">Free</th>
                <th scope="col" class="number">In orders</th>
                <th scope="col" class="number">Balance</th>
                <th scope="col" class="number">Worth in {balance.stake}</th>
                <th scope="col" class="number">Of it the bot's</th>
              </tr>
            </thead>
            <tbody>
              {list.map((c) => (
                <tr key={c.currency + c.side}>
                  <th scope="row">
                    {c.currency} {c.is_position && <span class="badge">{c.side}</span>}
                  </th>
                  <td class="number" data-label="Free">{amount(c.free)}</td>
                  <td class="number" data-label="In orders">{amount(c.used)}</td>
                  <td class="number" data-label="Balance">{amount(c.balance)}</td>
                  <td class="number" data-label="Worth">{money(c.est_stake, decimals)}</td>
                  <td class="number" data-label="The bot's">{c.is_bot_managed ? money(c.est_stake_bot, decimals) : "–"}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Card>
    </div>
  );
}
