// Our own page below a base path, as behind a reverse proxy that serves several bots.
import { after, before, it } from "node:test";
import type { Browser } from "playwright-core";
import { Bot, openBrowser, Tab } from "./harness";

let browser: Browser;
const bot = new Bot("/bots/seven");

before(async () => {
  browser = await openBrowser();
  await bot.start();
});
after(async () => {
  await browser.close();
  await bot.remove();
});

it("the page finds its files and its bot", async () => {
  const tab = await Tab.open(browser, bot);
  await tab.enter();
  await tab.view("Chart");
  await tab.page.getByRole("img", { name: /Candles of/ }).waitFor();
  await tab.page.reload();
  await tab.page.getByRole("img", { name: /Candles of/ }).waitFor();
  await tab.picture("base-path");
  await tab.close();
});
