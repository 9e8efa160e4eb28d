// The description of the API as a page: every operation is there and opens, one can be tried, and nothing is asked of other servers.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import type { Browser } from "playwright-core";
import { Bot, openBrowser, password, Tab, until, user } from "./harness";

let browser: Browser;
const bots = [new Bot(), new Bot("/bots/seven")];

before(async () => {
  browser = await openBrowser();
  for (const bot of bots) {
    bot.api = { enable_openapi: true };
    await bot.start();
  }
});
after(async () => {
  await browser.close();
  for (const bot of bots) await bot.remove();
});

for (const bot of bots) {
  it(`shows every operation and tries one, at ${bot.base || "the root"}`, async () => {
    const tab = await Tab.open(browser, bot);
    await tab.page.goto(`${bot.url}docs`);
    const listed = tab.page.locator("#operations section > details");
    await listed.first().waitFor();
    const document = (await (await fetch(`${bot.url}openapi.json`)).json()) as { paths: Record<string, Record<string, { tags: string[] }>> };
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    const tags = operations.reduce((sum, one) => sum + one.tags.length, 0);
    const shown = await listed.count();
    assert.ok(shown === operations.length || shown === tags, `${shown} of ${operations.length} operations are shown`);

    // All of them open without a fault, with their schemas.
    for (let i = 0; i < shown; ++i) await listed.nth(i).locator(":scope > summary").click();
    assert.equal(await tab.page.locator("#operations section > details[open]").count(), shown);
    for (let i = 0; i < shown; ++i) await listed.nth(i).locator(":scope > summary").click();
    await tab.picture(`docs${bot.base ? "-base-path" : ""}`);

    await tab.page.getByPlaceholder("User").fill(user);
    await tab.page.getByPlaceholder("Password").fill(password);
    await tab.page.getByPlaceholder("Filter").fill("show_config");
    const one = tab.page.locator("#operations section > details:visible").first();
    await one.locator(":scope > summary").click();
    await one.getByRole("button").first().click();
    await until("the answer", async () => (await one.innerText()).includes('"bot_name": "harbour-7"'));
    await tab.close();
  });
}

it("is not there when it is switched off", async () => {
  const plain = new Bot();
  try {
    await plain.start();
    const answer = await fetch(`${plain.url}docs`);
    assert.ok(!(await answer.text()).includes("Tremolo API"));
  } finally {
    await plain.remove();
  }
});
