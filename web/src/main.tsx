// The page begins here: the polling, the stream and what they tell, then the views.
import { effect } from "@preact/signals";
import { render } from "preact";
import * as bot from "./api/bot";
import { forgetAll, startPolling } from "./api/resource";
import { session } from "./api/session";
import * as stored from "./api/stored";
import { listen, startStream } from "./api/stream";
import type { Message } from "./api/types";
import { tell } from "./ui/toasts";
import { App } from "./views/app";

const trading = new Set([
  "entry", "entry_fill", "entry_cancel", "exit", "exit_fill", "exit_cancel", "protection_trigger", "protection_trigger_global",
]);

function told(message: Message) {
  const pair = message.pair ?? "";
  if (trading.has(message.type)) bot.tradesChanged();
  if (message.type === "entry_fill") tell(`Entered ${pair}`, "good");
  if (message.type === "exit_fill") tell(`Left ${pair}`, "good");
  if (message.type === "entry_cancel") tell(`Entry into ${pair} was cancelled`);
  if (message.type === "exit_cancel") tell(`Exit from ${pair} was cancelled`);
  if (message.type.startsWith("protection_trigger")) tell(`A protection locked ${pair === "*" ? "all pairs" : pair}`);
  if (message.type === "exception") tell(typeof message.data === "string" ? message.data : (message.status ?? "The bot met an exception."), "bad");
  if (message.type === "status" || message.type === "startup") bot.config.bump();
  if (message.type === "whitelist") bot.whitelist.bump();
  if (message.type === "job_progress") for (const one of [stored.jobs, stored.results, stored.data]) one.bump();
  if (message.type === "connected") {
    // What was said meanwhile was missed.
    bot.tradesChanged();
    bot.settingsChanged();
  }
}

// Trades that came or went without the stream: the rest follows them.
let known = "";
effect(() => {
  const now = (bot.open.value.value ?? []).map((t) => `${t.trade_id}${t.has_open_orders ? "*" : ""}`).join();
  if (now !== known && bot.open.value.value !== undefined) {
    known = now;
    for (const one of [bot.profit, bot.balance, bot.history, bot.days, bot.performance]) one.bump();
  }
});
effect(() => {
  if (!session.value) forgetAll();
});

listen(told);
startPolling();
startStream();
const page = document.getElementById("page");
if (page) render(<App />, page);
