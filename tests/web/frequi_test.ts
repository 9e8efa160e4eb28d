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

for (const bot of bots)
  it(`shows every view${bot.base ? " below a base path" : ""}`, async () => {
    await bot.start();
    bot.run("install-ui", "--userdir", bot.folder, "--from", copy);
    const tab = await Tab.open(browser, bot);
    await tab.page.route(icons, (route) => route.abort());
    tab.expect(icons, /ERR_FAILED \(\)|Failed to load resource: net::ERR_FAILED/, /WebSocket/, /ERR_ABORTED/);
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
