// Which pairs are traded, which are not, and which are locked for a while.
import * as bot from "../api/bot";
import type { BlacklistAnswer } from "../api/bot";
import { useResource } from "../api/resource";
import type { Lock } from "../api/types";
import { Field, type Fields, FormDialog, show } from "../ui/dialog";
import { duration, moment } from "../ui/format";
import { Icon } from "../ui/icons";
import { Card, Empty, Loading } from "../ui/parts";
import { link } from "../ui/routes";
import { attempt } from "../ui/toasts";

// Blacklists never refuse: what went wrong stands in the answer.
async function checked(work: Promise<BlacklistAnswer>) {
  const problems = Object.values((await work).errors);
  if (problems[0]) throw new Error(problems.map((p) => p.error_msg).join(" "));
}

function LockForm({ pairs }: { pairs: string[] }) {
  const submit = (fields: Fields) => {
    const until = new Date(bot.now() + (fields.number("minutes") ?? 0) * 60_000);
    const pair = fields.text("pair") ?? "";
    return attempt(bot.addLock(pair, until, fields.text("reason") ?? ""), `${pair} is locked.`);
  };
  return (
    <FormDialog title="Lock a pair" action="Lock" submit={submit}>
      <Field label="Pair" hint="* locks all of them">
        <input name="pair" list="lockable" required />
      </Field>
      <datalist id="lockable">
        <option value="*" />
        {pairs.map((p) => (
          <option key={p} value={p} />
        ))}
      </datalist>
      <div class="columns">
        <Field label="For how many minutes" hint="Rounded up to the next candle">
          <input name="minutes" type="number" min="1" max="525600" required defaultValue="60" />
        </Field>
        <Field label="Reason">
          <input name="reason" maxLength={255} />
        </Field>
      </div>
    </FormDialog>
  );
}

function BlacklistForm({ pairs }: { pairs: string[] }) {
  const submit = (fields: Fields) => {
    const pair = fields.text("pair") ?? "";
    return attempt(checked(bot.addToBlacklist(pair)), `${pair} is on the blacklist.`);
  };
  return (
    <FormDialog title="Add to the blacklist" action="Add" submit={submit}>
      <p>No new trades in these pairs until the configuration is read again.</p>
      <Field label="Pair" hint="A pair, or a pattern such as .*DOWN/USDT">
        <input name="pair" list="listable" required />
      </Field>
      <datalist id="listable">
        {pairs.map((p) => (
          <option key={p} value={p} />
        ))}
      </datalist>
    </FormDialog>
  );
}

function Locks({ locks }: { locks: Lock[] }) {
  if (locks.length === 0) return <Empty>No pair is locked.</Empty>;
  return (
    <div class="scroll">
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Pair</th>
            <th scope="col">Until</th>
            <th scope="col">Side</th>
            <th scope="col">Reason</th>
            <th scope="col"><span class="hidden">Actions</span></th>
          </tr>
        </thead>
        <tbody>
          {locks.map((lock) => (
            <tr key={lock.id}>
              <th scope="row">{lock.pair === "*" ? "All pairs" : lock.pair}</th>
              <td data-label="Until">
                {moment(lock.lock_end_timestamp)}
                <small>in {duration(Math.max(0, lock.lock_end_timestamp - bot.now()))}</small>
              </td>
              <td data-label="Side">{lock.side === "*" ? "both" : lock.side}</td>
              <td data-label="Reason">{lock.reason || "–"}</td>
              <td class="act">
                <button
                  type="button"
                  class="quiet round"
                  aria-label={`Unlock ${lock.pair}`}
                  onClick={() => void attempt(bot.deleteLock(lock.id), `${lock.pair} is unlocked.`)}
                >
                  <Icon name="bin" />
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function PairsView() {
  const white = useResource(bot.whitelist, 5);
  const black = useResource(bot.blacklist, 5);
  const locks = useResource(bot.locks, 2);
  useResource(bot.health, 5);
  const pairs = white?.whitelist ?? [];
  const lockButton = (
    <button type="button" class="quiet" onClick={() => show(<LockForm pairs={pairs} />)}>
      <Icon name="plus" />
      <span>Lock a pair</span>
    </button>
  );
  const blackButton = (
    <button type="button" class="quiet" onClick={() => show(<BlacklistForm pairs={pairs} />)}>
      <Icon name="plus" />
      <span>Add</span>
    </button>
  );
  return (
    <div class="stack">
      <Card title="Locks" aside={lockButton}>{locks ? <Locks locks={locks.locks} /> : <Loading />}</Card>
      <Card title={`Whitelist (${pairs.length})`} aside={<span class="note">{white?.method.join(", ")}</span>}>
        {white ? (
          <ul class="chips">
            {pairs.map((pair) => (
              <li key={pair}>
                <a class="chip" href={link("chart", pair)}>{pair}</a>
              </li>
            ))}
          </ul>
        ) : (
          <Loading />
        )}
      </Card>
      <Card title={`Blacklist (${black?.blacklist.length ?? 0})`} aside={blackButton}>
        {!black ? (
          <Loading />
        ) : black.blacklist.length === 0 ? (
          <Empty>No pair is excluded.</Empty>
        ) : (
          <ul class="chips">
            {black.blacklist.map((pair) => (
              <li key={pair} class="chip">
                {pair}
                <button
                  type="button"
                  class="plain"
                  aria-label={`Remove ${pair} from the blacklist`}
                  onClick={() => void attempt(checked(bot.removeFromBlacklist(pair)), `${pair} is no longer on the blacklist.`)}
                >
                  <Icon name="close" />
                </button>
              </li>
            ))}
          </ul>
        )}
      </Card>
    </div>
  );
}
