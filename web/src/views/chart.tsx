// Candles of one pair with what the strategy computed on them.
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import * as bot from "../api/bot";
import { useResource } from "../api/resource";
import { listen } from "../api/stream";
import type { Candles } from "../api/types";
import { CandleChart } from "../charts/candle_chart";
import { Attribution, choosable, IndicatorMenu, keepChoice, keptChoice, Legend, linesOf, planned } from "../charts/indicators";
import { Card, Empty, Loading } from "../ui/parts";
import { go, route } from "../ui/routes";

const seconds = 5; // between two looks at the candles where nothing tells of new ones
function useCandles(pair: string, timeframe: string, columns: string[]) {
  const [candles, setCandles] = useState<Candles>();
  const [failure, setFailure] = useState("");
  const wanted = columns.join("\n");
  const newest = useRef(0);
  const load = useCallback(async () => {
    if (!pair || !timeframe) return;
    const turn = ++newest.current;
    try {
      const answer = await bot.candles(pair, timeframe, wanted ? wanted.split("\n") : []);
      if (turn !== newest.current) return; // a later question was asked meanwhile
      setCandles(answer);
      setFailure("");
    } catch (problem) {
      if (turn === newest.current) setFailure(problem instanceof Error ? problem.message : String(problem));
    }
  }, [pair, timeframe, wanted]);
  useEffect(() => {
    void load();
    const timer = setInterval(() => void (document.hidden || load()), seconds * 1000);
    const stop = listen((message) => {
      if (message.type === "new_candle" && Array.isArray(message.data) && message.data[0] === pair) void load();
    });
    return () => {
      clearInterval(timer);
      stop();
    };
  }, [load, pair]);
  return { candles: candles?.pair === pair ? candles : undefined, failure };
}

export function ChartView() {
  const settings = useResource(bot.config, 3);
  const open = useResource(bot.open, 1);
  const history = useResource(bot.history, 15);
  const white = useResource(bot.whitelist, 30)?.whitelist;
  const plot = useResource(bot.plotConfig, 300);
  const pairs = useMemo(
    () => [...new Set([...(open ?? []).map((t) => t.pair), ...(white ?? [])])],
    [(open ?? []).map((t) => t.pair).join(), white],
  );
  const pair = route.value[1] ?? pairs[0] ?? "";
  const strategy = settings?.strategy ?? "";
  const [picked, setPicked] = useState<string[] | null>(null);
  const [told, setTold] = useState("");
  const columns = picked ?? keptChoice(strategy) ?? planned(plot);
  const { candles, failure } = useCandles(pair, settings?.timeframe ?? "", columns);
  const choices = useMemo(() => choosable(plot, candles?.all_columns ?? []), [plot, candles?.all_columns.join()]);
  const chosen = choices.filter((c) => columns.includes(c.column));
  const lines = useMemo(() => (candles ? linesOf(chosen, candles) : []), [candles, columns.join(), choices]);
  const drawn = JSON.stringify((open ?? []).map((t) => [t.trade_id, t.stop_loss_abs]));
  const openHere = useMemo(() => (open ?? []).filter((t) => t.pair === pair), [drawn, pair]);
  const closedHere = useMemo(() => (history?.trades ?? []).filter((t) => t.pair === pair), [history, pair]);

  const toggle = (column: string) => {
    const next = columns.includes(column) ? columns.filter((c) => c !== column) : [...columns, column];
    setPicked(next);
    keepChoice(strategy, next);
  };
  const aside = (
    <div class="actions">
      <IndicatorMenu choices={choices} columns={columns} toggle={toggle} />
      <label class="select">
        <span class="hidden">Pair</span>
        <select value={pair} onChange={(event) => go("chart", event.currentTarget.value)}>
          {(pairs.includes(pair) || !pair ? pairs : [pair, ...pairs]).map((p) => (
            <option key={p} value={p}>{p}</option>
          ))}
        </select>
      </label>
    </div>
  );
  return (
    <Card title={pair ? `${pair}, ${settings?.timeframe ?? ""}` : "Candles"} name="candles" aside={aside}>
      {failure ? (
        <Empty>{failure}</Empty>
      ) : !candles ? (
        <Loading />
      ) : candles.length === 0 ? (
        <Empty>The bot has not analysed candles of {pair} yet.</Empty>
      ) : (
        <>
          <Legend told={told} lines={lines} />
          <CandleChart candles={candles} lines={lines} trades={closedHere} open={openHere} tellAbout={setTold} />
          <Attribution />
        </>
      )}
    </Card>
  );
}
