// Our own page in a browser, against a bot that trades on the simulated market.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser } from "playwright-core";
import { Bot, endedToken, openBrowser, password, Tab, until } from "./harness";

interface Trade {
  trade_id: number;
  pair: string;
}

const offline = /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_SOCKET_NOT_CONNECTED|ERR_ABORTED|WebSocket/;
const views = ["Overview", "Trades", "Chart", "Balance", "Pairs", "Logs"];

let browser: Browser;
const bot = new Bot();

before(async () => {
  browser = await openBrowser();
  await bot.start();
});
after(async () => {
  await browser.close();
  await bot.remove();
});

// A tab of its own for each test; it fails with what the page did wrong.
async function inTab(work: (tab: Tab) => Promise<void>, options = {}) {
  const tab = await Tab.open(browser, bot, options);
  try {
    await work(tab);
  } catch (problem) {
    await tab.picture("failure");
    throw new Error(`${String(problem)}\nfaults: ${tab.faults.join("\n")}`, { cause: problem });
  }
  await tab.close();
}

// All that the page has left in the browser.
const kept = (tab: Tab) =>
  tab.page.evaluate(() => [localStorage, sessionStorage].flatMap((s) => Array.from({ length: s.length }, (_, i) => s.getItem(s.key(i) ?? ""))).join());

const openTrades = () => bot.call<Trade[]>("GET", "status");

describe("signing in", () => {
  it("shows a form that the keyboard can use, and then the overview", () =>
    inTab(async (tab) => {
      await tab.page.goto(bot.url);
      const name = tab.page.getByLabel("User name");
      await name.waitFor();
      await tab.picture("sign-in");
      await until("the focus in the first field", () => name.evaluate((field) => field === document.activeElement));
      await tab.page.keyboard.type("trader");
      await tab.page.keyboard.press("Tab");
      await tab.page.keyboard.type(password);
      await tab.page.keyboard.press("Enter");
      await tab.page.getByRole("heading", { name: "Closed profit" }).waitFor();
      const stored = await kept(tab);
      assert.ok(!stored.includes(password), "the password is kept nowhere");
    }));

  it("says that the password is wrong", () =>
    inTab(async (tab) => {
      tab.expect(/401/);
      await tab.signIn("trader", "wrong");
      await tab.page.getByText("User name or password is wrong.").waitFor();
      await tab.picture("wrong-password");
      await tab.page.getByLabel("Password").fill(password);
      await tab.page.getByRole("button", { name: "Sign in" }).click();
      await tab.page.getByRole("heading", { name: "Closed profit" }).waitFor();
    }));

  it("lasts for the tab, or for the device when that was wished, until one signs out", () =>
    inTab(async (tab) => {
      await tab.enter();
      await tab.page.reload();
      await tab.page.getByRole("heading", { name: "Closed profit" }).waitFor();
      assert.equal(await tab.page.evaluate(() => localStorage.getItem("tremolo.session")), null);
      await tab.page.getByRole("button", { name: "Sign out" }).click();
      await tab.page.getByLabel("Stay signed in").check();
      await tab.page.getByLabel("User name").fill("trader");
      await tab.page.getByLabel("Password").fill(password);
      await tab.page.getByRole("button", { name: "Sign in" }).click();
      await tab.page.getByRole("heading", { name: "Closed profit" }).waitFor();
      assert.notEqual(await tab.page.evaluate(() => localStorage.getItem("tremolo.session")), null);
      await tab.page.getByRole("button", { name: "Sign out" }).click();
      await tab.page.getByLabel("User name").waitFor();
      assert.equal((await kept(tab)).includes("access"), false);
    }));
});

describe("every view", () => {
  it("opens, in light and in dark", async () => {
    for (const colorScheme of ["light", "dark"] as const)
      await inTab(
        async (tab) => {
          await tab.enter();
          for (const view of views) {
            await tab.view(view);
            const main = tab.page.getByRole("main");
            if (view === "Chart") {
              await tab.page.getByRole("img", { name: /Candles of .*USDT, 1m/ }).waitFor();
              await tab.page.getByText(/^Nov|^[A-Z][a-z]{2} \d+, \d{4}/).first().waitFor();
            }
            if (view === "Balance") await main.getByRole("row", { name: /USDT/ }).first().waitFor();
            if (view === "Pairs") await main.getByRole("link", { name: "BTC/USDT" }).waitFor();
            if (view === "Logs") await main.getByText("Bot heartbeat").first().waitFor();
            await until("nothing loads any more", async () => (await main.locator(".loading").count()) === 0);
            await tab.picture(`${view.toLowerCase()}-${colorScheme}`);
          }
        },
        { colorScheme },
      );
  });

  it("fits a phone", () =>
    inTab(
      async (tab) => {
        await tab.enter();
        for (const view of views) {
          await tab.view(view);
          await until("nothing loads any more", async () => (await tab.page.locator("main .loading").count()) === 0);
          const wide = await tab.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          assert.ok(wide <= 0, `${view} is ${wide} pixels wider than the screen`);
          await tab.picture(`${view.toLowerCase()}-phone`);
        }
        await tab.view("Overview");
        await tab.page.getByRole("button", { name: "Enter a trade" }).click();
        await tab.page.getByRole("dialog").waitFor();
        await tab.picture("enter-phone");
      },
      { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
    ));

  it("keeps the theme that was chosen", () =>
    inTab(async (tab) => {
      await tab.enter();
      const page = () => tab.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      const light = await page();
      await tab.page.getByRole("button", { name: "Dark theme" }).click();
      await tab.page.getByRole("button", { name: "Light theme" }).waitFor();
      const dark = await page();
      assert.notEqual(light, dark);
      await tab.page.reload();
      await tab.page.getByRole("button", { name: "Light theme" }).waitFor();
      assert.equal(await page(), dark);
    }));

  it("can be reached by the keyboard alone", () =>
    inTab(async (tab) => {
      await tab.enter();
      const reached = new Set<string>();
      for (let i = 0; i < 30; ++i) {
        await tab.page.keyboard.press("Tab");
        reached.add(await tab.page.evaluate(() => (document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "").trim()));
      }
      for (const name of ["To the content", "Pause", "Stop", "Reload", "Dark theme", "Sign out", ...views])
        assert.ok(reached.has(name), `${name} is not reached by Tab: ${[...reached].join(", ")}`);
      const opener = tab.page.getByRole("button", { name: "Enter a trade" });
      await opener.focus();
      await tab.page.keyboard.press("Enter");
      await tab.page.getByRole("dialog").waitFor();
      await tab.page.keyboard.press("Escape");
      await until("the dialog to close", async () => (await tab.page.getByRole("dialog").count()) === 0);
      assert.ok(await opener.evaluate((button) => button === document.activeElement), "the focus comes back");
    }));
});

describe("trading by hand", () => {
  it("enters and leaves", () =>
    inTab(async (tab) => {
      await tab.enter();
      await tab.page.getByRole("button", { name: "Enter a trade" }).click();
      await tab.page.getByRole("combobox", { name: "Pair" }).fill("link/usdt");
      await tab.page.getByText("Market", { exact: true }).click();
      await tab.page.getByLabel("Stake in USDT").fill("123");
      await tab.picture("enter");
      await tab.page.getByRole("button", { name: "Enter", exact: true }).click();
      const row = tab.page.getByRole("row", { name: /LINK/ });
      await row.waitFor();
      await until("the stored trade", async () => (await openTrades()).some((t) => t.pair === "LINK/USDT"));
      await row.getByRole("button", { name: /details/ }).click();
      await tab.page.getByRole("dialog").getByText("buy").waitFor();
      await tab.picture("details");
      await tab.page.getByRole("dialog").getByRole("button", { name: "Exit" }).click();
      await tab.page.getByRole("dialog", { name: "Exit LINK/USDT?" }).waitFor();
      await tab.page.getByText("Market", { exact: true }).click();
      await tab.page.getByRole("button", { name: "Exit", exact: true }).last().click();
      await until("the row to go", async () => (await row.count()) === 0);
      await tab.view("Trades");
      await tab.page.getByRole("row", { name: /LINK.*force_exit/ }).waitFor();
      await tab.picture("trades-after-exit");
    }));

  it("tells why the bot refuses", () =>
    inTab(async (tab) => {
      tab.expect(/502/);
      await tab.enter();
      await tab.page.getByRole("button", { name: "Enter a trade" }).click();
      await tab.page.getByRole("combobox", { name: "Pair" }).fill("NO/SUCH");
      await tab.page.getByRole("button", { name: "Enter", exact: true }).click();
      await tab.page.getByText(/Symbol does not exist/).waitFor();
      assert.equal(await tab.page.getByRole("dialog").count(), 1, "the form stays, to be mended");
    }));

  it("shows what happens elsewhere at once", () =>
    inTab(async (tab) => {
      await tab.enter();
      await tab.page.getByText((await bot.streams()) ? "Live" : "Polling", { exact: true }).waitFor();
      const begun = performance.now();
      await bot.call("POST", "forceenter", { pair: "AVAX/USDT", ordertype: "market" });
      const row = tab.page.getByRole("row", { name: /AVAX/ });
      await row.waitFor();
      process.stdout.write(`a trade entered elsewhere was seen after ${Math.round(performance.now() - begun)} ms\n`);
      const trade = (await openTrades()).find((t) => t.pair === "AVAX/USDT");
      await bot.call("POST", "forceexit", { tradeid: String(trade?.trade_id), ordertype: "market" });
      await until("the row to go", async () => (await row.count()) === 0);
    }));
});

describe("the bot", () => {
  it("is paused, stopped, started and reloaded", () =>
    inTab(async (tab) => {
      await tab.enter();
      const state = (name: string) => tab.page.getByRole("status", { name: `Bot: ${name}` }).waitFor();
      const press = (name: string) => tab.page.getByRole("group", { name: "Controls" }).getByRole("button", { name }).click();
      await press("Pause");
      await state("Paused");
      await until("nobody may enter then", async () => (await tab.page.getByRole("button", { name: "Enter a trade" }).count()) === 0);
      await press("Stop");
      await tab.page.getByRole("dialog").getByRole("button", { name: "Stop" }).click();
      await state("Stopped");
      await tab.picture("stopped");
      await press("Start");
      await state("Running");
      tab.expect(offline); // a reload may close the connections
      await press("Reload");
      await tab.page.getByText("Reloading config ...").waitFor();
      await until("the bot to run again", async () => (await bot.call<{ state: string }>("GET", "show_config")).state === "running");
      await state("Running");
    }));

  it("has pairs that can be locked and excluded", () =>
    inTab(async (tab) => {
      await tab.enter();
      await tab.view("Pairs");
      await tab.page.getByRole("button", { name: "Lock a pair" }).click();
      await tab.page.getByRole("combobox", { name: "Pair" }).fill("DOT/USDT");
      await tab.page.getByLabel("Reason").fill("by hand");
      await tab.page.getByRole("button", { name: "Lock", exact: true }).click();
      const row = tab.page.getByRole("row", { name: /DOT\/USDT/ });
      await row.getByText("by hand").waitFor();
      await tab.picture("locks");
      await row.getByRole("button", { name: "Unlock DOT/USDT" }).click();
      await until("the lock to go", async () => (await row.count()) === 0);
      await tab.page.getByRole("button", { name: "Add", exact: true }).click();
      await tab.page.getByRole("dialog").getByRole("combobox").fill("DOGE/USDT");
      await tab.page.getByRole("dialog").getByRole("button", { name: "Add", exact: true }).click();
      await tab.page.getByRole("button", { name: "Remove DOGE/USDT from the blacklist" }).click();
      await until("it to go", async () => (await tab.page.getByRole("button", { name: /Remove DOGE/ }).count()) === 0);
    }));
});

describe("the session", () => {
  const put = (tab: Tab, change: Record<string, string>) =>
    tab.page.evaluate((more) => {
      const now = JSON.parse(sessionStorage.getItem("tremolo.session") ?? "{}") as object;
      sessionStorage.setItem("tremolo.session", JSON.stringify({ ...now, ...more }));
    }, change);
  const access = (tab: Tab) => tab.page.evaluate(() => (JSON.parse(sessionStorage.getItem("tremolo.session") ?? "{}") as { access?: string }).access);

  it("renews a token that has ended", () =>
    inTab(async (tab) => {
      await tab.enter();
      const ended = endedToken();
      await put(tab, { access: ended });
      tab.expect(/401/);
      let renewals = 0;
      tab.page.on("request", (request) => {
        if (request.url().endsWith("/token/refresh")) ++renewals;
      });
      await tab.page.reload();
      await tab.page.getByRole("heading", { name: "Closed profit" }).waitFor();
      assert.notEqual(await access(tab), ended);
      assert.equal(renewals, 1, "many requests wait for one renewal");
      tab.expectNothing();
      await tab.view("Trades");
    }));

  it("ends when it cannot be renewed", () =>
    inTab(async (tab) => {
      await tab.enter();
      tab.expect(/401/);
      await put(tab, { access: endedToken(), refresh: endedToken("refresh") });
      await tab.page.reload();
      await tab.page.getByLabel("User name").waitFor();
    }));

  it("outlives a restart of the bot", () =>
    inTab(async (tab) => {
      await tab.enter();
      tab.expect(offline);
      await bot.stop();
      await tab.page.getByRole("alert").getByText("The bot does not answer").waitFor();
      await tab.page.getByRole("status", { name: "Bot: Offline" }).waitFor();
      await tab.picture("offline");
      await bot.start();
      await until("the banner to go", async () => (await tab.page.getByText("The bot does not answer").count()) === 0);
      await tab.page.getByRole("status", { name: "Bot: Running" }).waitFor();
    }));
});

describe("the server", () => {
  it("lets the page load nothing from elsewhere", async () => {
    const answer = await fetch(bot.url);
    const policy = answer.headers.get("content-security-policy") ?? "";
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe|\*|https?:/);
    const asset = /src="(tremolo\/[0-9a-f]+\.js)"/.exec(await answer.text())?.[1] ?? assert.fail("the page names no script");
    const script = await fetch(bot.url + asset, { headers: { "Accept-Encoding": "gzip" } });
    assert.equal(script.headers.get("cache-control"), "public, max-age=31536000, immutable");
    assert.equal(script.headers.get("content-type"), "application/javascript");
    assert.equal(script.headers.get("content-encoding"), "gzip");
  });
});
