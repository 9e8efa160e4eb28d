// Candles as they are stored, with what a strategy makes of them.
import { useEffect, useMemo, useState } from "preact/hooks";
import { useResource } from "../api/resource";
import * as stored from "../api/stored";
import type { Candles, PlotConfig } from "../api/types";
import { CandleChart } from "../charts/candle_chart";
import { Attribution, choosable, IndicatorMenu, keepChoice, keptChoice, Legend, linesOf, planned } from "../charts/indicators";
import { Card, Empty, Loading } from "../ui/parts";
import { go, route } from "../ui/routes";

const shownCandles = 3000; // more are neither drawn nor asked for

const units: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000, M: 2_592_000_000 };

// The length of a candle in milliseconds.
function lengthOf(timeframe: string): number {
  return Number.parseInt(timeframe, 10) * (units[timeframe.slice(-1)] ?? 0);
}

// The newest candles that are stored, without a strategy: those of these days, or the end of older ones.
async function newest(pair: string, timeframe: string): Promise<Candles> {
  const wish = { pair, timeframe, strategy: "", columns: [] };
  const recent = await stored.chart({ ...wish, since: Date.now() - shownCandles * lengthOf(timeframe) });
  if (recent.length > 0) return recent;
  const all = await stored.chart({ ...wish, since: 0 });
  const data = all.data.slice(-shownCandles);
  return { ...all, data, length: data.length };
}

function Select({ label, value, options, choose }: { label: string; value: string; options: [string, string][]; choose: (value: string) => void }) {
  return (
    <label class="select">
      <span class="hidden">{label}</span>
      <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
        {options.map(([key, text]) => (
          <option key={key} value={key}>{text}</option>
        ))}
      </select>
    </label>
  );
}

function useAnswer<T>(ask: () => Promise<T> | undefined, about: unknown[]): { answer: T | undefined; failure: string } {
  const [found, setFound] = useState<{ answer: T | undefined; failure: string }>({ answer: undefined, failure: "" });
  useEffect(() => {
    let wanted = true;
    setFound((before) => ({ ...before, failure: "" }));
    const take = (answer: T | undefined, failure: string) => {
      if (wanted) setFound({ answer, failure });
    };
    ask()?.then(
      (answer) => take(answer, ""),
      (problem: unknown) => take(undefined, problem instanceof Error ? problem.message : String(problem)),
    );
    return () => {
      wanted = false;
    };
  }, about);
  return found;
}

export function StoredView() {
  const sets = useResource(stored.data, 10)?.pair_interval;
  const strategies = useResource(stored.strategies, 60)?.strategies ?? [];
  const [pair, timeframe] = [route.value[1] ?? sets?.[0]?.[0] ?? "", route.value[2] ?? sets?.[0]?.[1] ?? ""];
  const [strategy, setStrategy] = useState("");
  const [picked, setPicked] = useState<string[] | null>(null);
  const [told, setTold] = useState("");
  const plot = useAnswer<PlotConfig>(() => (strategy ? stored.plotOf(strategy) : Promise.resolve({})), [strategy]).answer;
  const columns = picked ?? keptChoice(strategy) ?? planned(plot);
  const bare = useAnswer<Candles>(() => (pair ? newest(pair, timeframe) : undefined), [pair, timeframe]);
  const since = Number(bare.answer?.data[0]?.[bare.answer.columns.indexOf("__date_ts")] ?? 0);
  const made = useAnswer<Candles>(
    () => (strategy && since ? stored.chart({ pair, timeframe, strategy, columns, since }) : undefined),
    [pair, timeframe, strategy, columns.join("\n"), since],
  );
  const fits = (one: Candles | undefined) => (one?.pair === pair && one.timeframe === timeframe ? one : undefined);
  const candles = strategy ? fits(made.answer) : fits(bare.answer);
  const failure = bare.failure || (strategy ? made.failure : "") || stored.data.failure.value;
  const choices = useMemo(() => (strategy ? choosable(plot, candles?.all_columns ?? []) : []), [plot, strategy, candles?.all_columns.join()]);
  const lines = useMemo(
    () => (candles ? linesOf(choices.filter((c) => columns.includes(c.column) && candles.columns.includes(c.column)), candles) : []),
    [candles, columns.join(), choices],
  );
  const toggle = (column: string) => {
    const next = columns.includes(column) ? columns.filter((c) => c !== column) : [...columns, column];
    setPicked(next);
    keepChoice(strategy, next);
  };
  if (!sets) return failure ? <Empty>{failure}</Empty> : <Loading />;
  if (sets.length === 0)
    return (
      <Card title="Stored candles">
        <Empty>No candles are stored here. The command `tremolo download-data` fetches some; it may run while this page is open.</Empty>
      </Card>
    );
  const key = ([p, t]: stored.DataSet) => JSON.stringify([p, t]);
  const aside = (
    <div class="actions">
      {strategy && <IndicatorMenu choices={choices} columns={columns} toggle={toggle} />}
      <Select
        label="Strategy"
        value={strategy}
        options={[["", "Candles alone"], ...strategies.map((name): [string, string] => [name, name])]}
        choose={(name) => (setStrategy(name), setPicked(null))}
      />
      <Select
        label="Pair and timeframe"
        value={JSON.stringify([pair, timeframe])}
        options={sets.filter(([, , type]) => type === "spot" || type === "futures").map((set) => [key(set), `${set[0]}, ${set[1]}`])}
        choose={(chosen) => go("", ...(JSON.parse(chosen) as string[]))}
      />
    </div>
  );
  return (
    <Card title={`${pair}, ${timeframe}`} name="candles" aside={aside}>
      {failure ? (
        <Empty>{failure}</Empty>
      ) : !candles ? (
        <Loading />
      ) : candles.length === 0 ? (
        <Empty>The file holds no candles.</Empty>
      ) : (
        <>
          <Legend told={told} lines={lines} />
          <CandleChart candles={candles} lines={lines} trades={[]} open={[]} tellAbout={setTold} />
          <Attribution />
        </>
      )}
    </Card>
  );
}
