// Our own page where no bot trades: stored candles, backtests and jobs of `tremolo webserver`.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser } from "playwright-core";
import { Bot, openBrowser, Tab, until } from "./harness";

interface Job {
  job_id: string;
  status: string;
  running: boolean;
  error: string | null;
}

let browser: Browser;
const server = new Bot("", "webserver");

before(async () => {
  browser = await openBrowser();
  await server.start();
});
after(async () => {
  await browser.close();
  await server.remove();
});

async function inTab(work: (tab: Tab) => Promise<void>, options = {}) {
  const tab = await Tab.open(browser, server, options);
  try {
    await tab.signIn();
    await tab.page.getByRole("status", { name: "Bot: Web server" }).waitFor();
    await work(tab);
  } catch (problem) {
    await tab.picture("failure-webserver");
    throw new Error(`${String(problem)}\nfaults: ${tab.faults.join("\n")}`, { cause: problem });
  }
  await tab.close();
}

const ended = (id: string) =>
  until("the job to end", async () => {
    const job = await server.call<Job>("GET", `background/${id}`);
    if (job.status === "failed") assert.fail(`the job failed: ${job.error ?? ""}`);
    return job.status === "success" && !job.running;
  });

describe("a server without a bot", () => {
  it("says what it is, and that nothing is stored yet", () =>
    inTab(async (tab) => {
      await tab.page.getByText("No bot trades here").waitFor();
      await tab.page.getByText("No candles are stored here.").waitFor();
      assert.equal(await tab.page.getByRole("group", { name: "Controls" }).count(), 0, "there is nothing to start or stop");
      assert.equal(await tab.page.getByRole("link", { name: "Trades" }).count(), 0);
      await tab.view("Backtests");
      await tab.page.getByText("No backtest was run yet.").waitFor();
      await tab.view("Jobs");
      await tab.page.getByText("Nothing was run since this server was started.").waitFor();
      await tab.view("Logs");
      await tab.page.getByText(/API server listening/).waitFor();
      await tab.picture("webserver-logs");
    }));

  it("draws stored candles as soon as there are some, and what a strategy makes of them", () =>
    inTab(async (tab) => {
      await tab.page.getByText("No candles are stored here.").waitFor();
      const wish = { pairs: ["BTC/USDT", "ETH/USDT"], timeframes: ["1m"], days: 1 };
      const { job_id } = await server.call<{ job_id: string }>("POST", "download_data", wish);
      await ended(job_id);
      await tab.page.getByRole("heading", { name: "BTC/USDT, 1m", level: 2 }).waitFor();
      await tab.page.locator("canvas").first().waitFor();
      await tab.page.locator(".legend").filter({ hasText: /C [\d,]+/ }).waitFor();
      await tab.picture("webserver-candles");
      await tab.page.getByLabel("Strategy").selectOption("ShownStrategy");
      const menu = tab.page.getByText(/^Indicators \([1-9]/);
      await menu.waitFor();
      const lines = tab.page.locator(".lines li");
      await until("lines of the plot configuration", async () => (await lines.count()) > 0);
      const shown = await lines.count();
      await menu.click();
      await tab.page.locator(".menu input:checked").first().uncheck();
      await until("one line less", async () => (await lines.count()) === shown - 1);
      await tab.picture("webserver-strategy");
      await tab.page.getByLabel("Pair and timeframe").selectOption({ label: "ETH/USDT, 1m" });
      await tab.page.getByRole("heading", { name: "ETH/USDT, 1m", level: 2 }).waitFor();
      await tab.page.locator("canvas").first().waitFor();
      await tab.page.reload();
      await tab.page.getByRole("heading", { name: "ETH/USDT, 1m", level: 2 }).waitFor();
    }));

  it("runs a backtest and shows what came of it", () =>
    inTab(async (tab) => {
      await tab.view("Backtests");
      await tab.page.getByRole("button", { name: "Run a backtest" }).click();
      await tab.page.getByRole("dialog").locator("select[name=strategy]").selectOption("ShownStrategy");
      await tab.page.getByRole("button", { name: "Run", exact: true }).click();
      await tab.page.getByRole("heading", { name: "Jobs", level: 1 }).waitFor({ state: "attached" });
      const row = tab.page.getByRole("row", { name: /Backtest/ });
      await row.filter({ hasText: "done" }).waitFor();
      await tab.picture("webserver-jobs");
      await tab.view("Backtests");
      await tab.page.getByRole("heading", { name: "Backtests (1)" }).waitFor();
      await tab.page.getByRole("heading", { name: "Trades of ShownStrategy, 1m" }).waitFor();
      await tab.page.getByText("Wallet at the end").waitFor();
      await tab.picture("webserver-backtest");
      await tab.view("Jobs");
      await row.getByRole("button", { name: "Forget Backtest" }).click();
      await row.waitFor({ state: "detached" });
    }));

  it("tells why a backtest cannot be run", () =>
    inTab(async (tab) => {
      await tab.page.goto(`${server.url}#/backtests`);
      await tab.page.getByRole("button", { name: "Run a backtest" }).click();
      const refusal = { status: 502, json: { error: "Error querying x: Bot Background task already running" } };
      await tab.page.route("**/api/v1/backtest", (route) => route.fulfill(refusal));
      tab.expect(/502/);
      await tab.page.getByRole("button", { name: "Run", exact: true }).click();
      await tab.page.getByText("Bot Background task already running").waitFor();
      assert.ok(await tab.page.getByRole("dialog").isVisible(), "the form stays, with what was entered");
    }));

  it("fits on a phone", () =>
    inTab(
      async (tab) => {
        for (const view of ["Candles", "Backtests", "Jobs", "Logs"]) {
          await tab.view(view);
          await tab.page.locator("main .card").first().waitFor();
          const wide = await tab.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          assert.ok(wide <= 0, `${view} is ${wide} pixels too wide`);
          await tab.picture(`webserver-phone-${view.toLowerCase()}`);
        }
      },
      { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, colorScheme: "dark" },
    ));
});
