// The frame of the page: navigation, the bot's state and its controls around the view that the address names.
import { useEffect, useState } from "preact/hooks";
import type { ComponentType } from "preact";
import * as bot from "../api/bot";
import { reachable, useResource } from "../api/resource";
import { session, signOut } from "../api/session";
import { streaming } from "../api/stream";
import type { BotState } from "../api/types";
import { Dialogs, FormDialog, show } from "../ui/dialog";
import { decimalsFor, gain } from "../ui/format";
import { Icon, type IconName, Wave } from "../ui/icons";
import { Empty, Loading } from "../ui/parts";
import { link, route } from "../ui/routes";
import { theme, toggleTheme } from "../ui/theme";
import { attempt, Toasts } from "../ui/toasts";
import { BacktestsView } from "./backtests";
import { BalanceView } from "./balance";
import { ChartView } from "./chart";
import { JobsView } from "./jobs";
import { LogsView } from "./logs";
import { Overview } from "./overview";
import { PairsView } from "./pairs";
import { SignIn } from "./sign_in";
import { StoredView } from "./stored";
import { TradesView } from "./trades";

interface Place {
  name: string;
  text: string;
  icon: IconName;
  view: ComponentType;
}

const places: [Place, ...Place[]] = [
  { name: "", text: "Overview", icon: "overview", view: Overview },
  { name: "trades", text: "Trades", icon: "trades", view: TradesView },
  { name: "chart", text: "Chart", icon: "chart", view: ChartView },
  { name: "balance", text: "Balance", icon: "wallet", view: BalanceView },
  { name: "pairs", text: "Pairs", icon: "pairs", view: PairsView },
  { name: "logs", text: "Logs", icon: "logs", view: LogsView },
];

// The same where there is no bot.
const placesWithoutBot: [Place, ...Place[]] = [
  { name: "", text: "Candles", icon: "chart", view: StoredView },
  { name: "backtests", text: "Backtests", icon: "overview", view: BacktestsView },
  { name: "jobs", text: "Jobs", icon: "reload", view: JobsView },
  { name: "logs", text: "Logs", icon: "logs", view: LogsView },
];

function Navigation({ places, active }: { places: Place[]; active: Place }) {
  return (
    <nav aria-label="Views">
      {places.map((place) => (
        <a key={place.name} href={link(place.name)} {...(place === active ? { "aria-current": "page" as const } : {})}>
          <Icon name={place.icon} />
          <span>{place.text}</span>
        </a>
      ))}
    </nav>
  );
}

const stateWords: Record<BotState, string> = {
  running: "Running",
  paused: "Paused",
  stopped: "Stopped",
  reload_config: "Reloading",
  "": "Web server",
};

function State({ state }: { state: BotState | undefined }) {
  const word = !reachable.value ? "Offline" : state === undefined ? "…" : stateWords[state];
  return (
    <span class={`state ${reachable.value ? (state ?? "") : "offline"}`} role="status" aria-label={`Bot: ${word}`}>
      <i />
      {word}
    </span>
  );
}

// How fresh the figures are.
function Freshness() {
  const [word, title] = !reachable.value
    ? ["No answer", "The bot does not answer. The page tries again by itself."]
    : streaming.value
      ? ["Live", "Messages of the bot arrive as they are sent."]
      : ["Polling", "There is no message stream: the page asks every second."];
  return (
    <span class={`freshness ${word === "Live" ? "live" : ""}`} title={title}>
      {word}
    </span>
  );
}

function confirmed(title: string, action: string, text: string, work: () => Promise<boolean>) {
  show(
    <FormDialog title={title} action={action} submit={work} danger>
      <p>{text}</p>
    </FormDialog>,
  );
}

function Controls({ state }: { state: BotState | undefined }) {
  const told = (answer: { status: string }) => answer.status;
  const running = state === "running";
  const paused = state === "paused";
  const unknown = state === undefined || !reachable.value;
  const stop = () =>
    confirmed("Stop the bot?", "Stop", "Open trades stay as they are and nobody looks after them until it is started again.", () =>
      attempt(bot.stop(), told),
    );
  return (
    <div class="controls" role="group" aria-label="Controls">
      <button type="button" disabled={running || unknown} onClick={() => void attempt(bot.start(), told)}>
        <Icon name="play" />
        <span>Start</span>
      </button>
      <button
        type="button"
        disabled={paused || unknown}
        onClick={() => void attempt(bot.pause(), told)}
        title="Look after open trades, enter no more"
      >
        <Icon name="pause" />
        <span>Pause</span>
      </button>
      <button type="button" disabled={state === "stopped" || unknown} onClick={stop}>
        <Icon name="stop" />
        <span>Stop</span>
      </button>
      <button
        type="button"
        disabled={unknown}
        onClick={() => void attempt(bot.reload(), told)}
        title="Read configuration and strategy again"
      >
        <Icon name="reload" />
        <span>Reload</span>
      </button>
    </div>
  );
}

function TopBar() {
  const config = useResource(bot.config, 3);
  const dark = theme.value === "dark";
  const without = config?.runmode === "webserver";
  return (
    <header class="top">
      <a class="brand" href={link("")} aria-label="Tremolo, overview">
        <Wave />
        <b>Tremolo</b>
      </a>
      <div class="who">
        <State state={config?.state} />
        <span class="name">{without ? "No bot trades here" : config?.bot_name}</span>
        {config && !without && <span class={`badge ${config.dry_run ? "" : "warning"}`}>{config.dry_run ? "Dry run" : "Live money"}</span>}
        <Freshness />
      </div>
      {!without && <Controls state={config?.state} />}
      <div class="own">
        <button type="button" class="ghost round" onClick={toggleTheme} aria-label={dark ? "Light theme" : "Dark theme"}>
          <Icon name={dark ? "sun" : "moon"} />
        </button>
        <button type="button" class="ghost round" onClick={signOut} aria-label="Sign out" title={`Signed in as ${session.value?.user ?? ""}`}>
          <Icon name="leave" />
        </button>
      </div>
    </header>
  );
}

// The open profit stands in the title, for who has the page in the background.
function Title({ view }: { view: string }) {
  const open = useResource(bot.open, 1);
  const config = useResource(bot.config, 3);
  const sum = (open ?? []).reduce((total, trade) => total + (trade.profit_abs ?? 0), 0);
  useEffect(() => {
    const worth = open?.length && config ? `${gain(sum, decimalsFor(config.stake_currency_decimals))} ${config.stake_currency} · ` : "";
    document.title = `${worth}${view} · ${config?.bot_name ?? "Tremolo"}`;
  });
  return null;
}

function Offline() {
  const [since, setSince] = useState(0);
  const away = !reachable.value;
  useEffect(() => {
    if (!away) return;
    setSince(Date.now());
  }, [away]);
  if (!away) return null;
  return (
    <div class="banner" role="alert">
      The bot does not answer{since ? ` since ${new Date(since).toLocaleTimeString()}` : ""}. What you see is what was known then; the page tries on.
    </div>
  );
}

function TitleWithoutBot({ view }: { view: string }) {
  useEffect(() => {
    document.title = `${view} · Tremolo`;
  });
  return null;
}

function Inside() {
  const mode = useResource(bot.config, 3)?.runmode;
  const trades = mode !== "webserver";
  const here = trades ? places : placesWithoutBot;
  const active = here.find((p) => p.name === (route.value[0] ?? "")) ?? here[0];
  const View = active.view;
  return (
    <div class="frame">
      <a class="skip" href="#main" onClick={(event) => (event.preventDefault(), document.getElementById("main")?.focus())}>
        To the content
      </a>
      <TopBar />
      {mode !== undefined ? <Navigation places={here} active={active} /> : <nav aria-label="Views" />}
      <main id="main" tabIndex={-1}>
        <h1 class="hidden">{active.text}</h1>
        <Offline />
        {mode === undefined ? bot.config.failure.value ? <Empty>{bot.config.failure.value}</Empty> : <Loading /> : <View key={active.name} />}
        {mode !== undefined && (trades ? <Title view={active.text} /> : <TitleWithoutBot view={active.text} />)}
      </main>
    </div>
  );
}

export function App() {
  return (
    <>
      {session.value ? <Inside /> : <SignIn />}
      <Dialogs />
      <Toasts />
    </>
  );
}
