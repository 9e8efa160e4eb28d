// FreqUI itself, as its users have it: installed from a built copy, which TREMOLO_FREQUI_DIR names, and driven in a browser. Where there is
// none this is skipped, and says so.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import type { Browser } from "playwright-core";
import { Bot, openBrowser, password, Tab, until, user } from "./harness";

const copy = process.env["TREMOLO_FREQUI_DIR"];
if (!copy) {
  process.stdout.write("skipped: TREMOLO_FREQUI_DIR names no built copy of FreqUI\n");
  process.exit(77);
}

// Icons come from servers of their own; that these cannot be reached is no matter.
const icons = /iconify|simplesvg|unisvg/;
let browser: Browser;
const bots = [new Bot(), new Bot("/bots/seven")];

before(async () => {
  browser = await openBrowser();
});
after(async () => {
  await browser.close();
  for (const bot of bots) await bot.remove();
});

async function signIn(tab: Tab, bot: Bot) {
  await tab.page.goto(`${bot.url}login`);
  const fields = tab.page.locator("input");
  await until("the form", async () => (await fields.count()) >= 4);
  const values = await fields.evaluateAll((all) => all.map((field) => (field as HTMLInputElement).value));
  assert.ok(values.includes(bot.url.replace(/\/$/, "")), `the address of the API is filled in: ${values.join()}`);
  await tab.page.getByPlaceholder("Freqtrader").or(fields.nth(2)).first().fill(user);
  await tab.page.locator("input[type=password]").fill(password);
  await tab.page.getByRole("button", { name: /submit|log ?in/i }).first().click();
  await until("the bot to be known", async () => (await tab.page.evaluate(() => localStorage.getItem("ftAuthLoginInfo") ?? "")).includes("accessToken"));
}

interface Trade {
  trade_id: number;
  pair: string;
  enter_tag: string | null;
}

// What its buttons do, seen from the bot.
it("starts, pauses, reloads and stops the bot, enters, leaves and deletes trades", async () => {
  const bot = await new Bot().start();
  bots.push(bot);
  bot.run("install-ui", "--userdir", bot.folder, "--from", copy);
  const tab = await Tab.open(browser, bot);
  await tab.page.route(icons, (route) => route.abort());
  tab.expect(icons, /ERR_FAILED \(\)|Failed to load resource: net::ERR_FAILED/, /WebSocket/, /ERR_ABORTED/);
  await signIn(tab, bot);
  await tab.page.goto(`${bot.url}trade`);
  const button = (title: RegExp) => tab.page.locator("button").and(tab.page.getByTitle(title)).first();
  const agree = () => tab.page.getByRole("dialog").getByRole("button", { name: /^(ok|confirm)$/i }).click();
  const state = (wanted: string) => until(`the bot to be ${wanted}`, async () => (await bot.call<{ state: string }>("GET", "show_config")).state === wanted);
  const trades = () => bot.call<Trade[]>("GET", "status");

  await button(/^Reload Config/).click();
  await agree();
  await until("the reload", () => bot.log.includes("after config reloaded"));
  await state("running");
  await button(/^Pause/).click();
  await agree();
  await state("paused");
  await tab.page.reload(); // it asks for the state once a minute
  await button(/^Start Trading/).click();
  await state("running");
  await tab.page.reload();

  // A pair that the strategy leaves alone, for it is not on its list.
  const enter = async (tag: string) => {
    await button(/^Force enter/).click();
    const form = tab.page.getByRole("dialog");
    await form.getByLabel("Pair").fill("ADA/USDT");
    await form.locator("#enterTag-input").fill(tag);
    await form.getByRole("button", { name: "Enter Position" }).click();
    return await until("the entry", async () => (await trades()).find((t) => t.enter_tag === tag));
  };
  const act = async (trade: Trade, what: string) => {
    // Its list may still show the trade that was left before.
    const number = tab.page.locator("td").filter({ hasText: new RegExp(`^\\s*${trade.trade_id}\\s*$`) });
    await tab.page.locator("tr").filter({ hasText: "ADA/USDT", has: number }).getByTitle("Actions").first().click();
    await tab.page.getByRole("button", { name: what, exact: true }).click();
    await agree();
    await until(`trade ${trade.trade_id} to go`, async () => !(await trades()).some((t) => t.trade_id === trade.trade_id));
  };
  const first = await enter("by-hand");
  await tab.picture("frequi-force-entry");
  await act(first, "Forceexit market");
  const closed = await bot.call<{ trades: Trade[] }>("GET", "trades?limit=500");
  assert.ok(closed.trades.some((t) => t.trade_id === first.trade_id), "it is among the closed ones");
  const second = await enter("to-be-deleted");
  await act(second, "Delete trade");
  const left = await bot.call<{ trades: Trade[] }>("GET", "trades?limit=500");
  assert.ok(!left.trades.some((t) => t.trade_id === second.trade_id), "it is gone");

  await button(/^Stop Trading/).click();
  await agree();
  await state("stopped");
  await tab.picture("frequi-buttons");
  await tab.close();
});

for (const bot of [...bots])
  it(`shows every view${bot.base ? " below a base path" : ""}`, async () => {
    await bot.start();
    bot.run("install-ui", "--userdir", bot.folder, "--from", copy);
    const tab = await Tab.open(browser, bot);
    await tab.page.route(icons, (route) => route.abort());
    tab.expect(icons, /ERR_FAILED \(\)|Failed to load resource: net::ERR_FAILED/, /WebSocket/, /ERR_ABORTED/);
    // Opened at its chart, it sometimes wants candles before it has asked the bot for its timeframe, and then throws by itself.
    tab.expect(/pair or timeframe not specified/);
    await signIn(tab, bot);
    for (const view of ["trade", "dashboard", "graph", "logs", "settings", "balance", "pairlist", "open_trades", "trade_history"]) {
      await tab.page.goto(`${bot.url}${view}`);
      await tab.page.locator("main, #app, body").first().waitFor();
      await until(`${view} to show something`, async () => ((await tab.page.locator("body").innerText()).trim().length > 60));
      assert.equal(new URL(tab.page.url()).pathname, `${bot.base}/${view}`, "the view is not left");
      await tab.picture(`frequi-${view}${bot.base ? "-base" : ""}`);
    }
    await tab.close();
  });
