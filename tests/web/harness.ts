// A bot in a folder of its own, and a browser that forgives nothing: page errors, errors on the console, failed requests, answers of
// status 400 and above and requests to other servers fail the test, unless it says that they belong to it.
import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const environment = (name: string) => process.env[name] ?? assert.fail(`${name} is not set: run this through run.mjs`);
export const program = environment("TREMOLO_PROGRAM");
const pictures = environment("TREMOLO_PICTURES");
const source = environment("TREMOLO_SOURCE");

export const user = "trader";
export const password = "a-password-for-tests";
const key = "k".repeat(40);
export const patience = 60_000; // milliseconds: machines that test are busy

export const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

export async function until<T>(what: string, look: () => Promise<T | undefined | false> | T | undefined | false): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) assert.fail(`waited ${patience / 1000} s for ${what}`);
    await pause(50);
  }
}

function freePort(): Promise<number> {
  return new Promise((found) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => found(typeof address === "object" && address ? address.port : 0));
    });
  });
}

export class Bot {
  readonly folder = mkdtempSync(join(tmpdir(), "tremolo-web-"));
  port = 0;
  // More settings of the section api_server, for the next start.
  api: Record<string, unknown> = {};
  private process: ChildProcess | undefined;

  // In webserver mode no bot trades.
  constructor(
    readonly base = "",
    readonly mode: "trade" | "webserver" = "trade",
  ) {}

  get origin() {
    return `http://127.0.0.1:${this.port}`;
  }
  get url() {
    return `${this.origin}${this.base}/`;
  }
  get log() {
    return readFileSync(join(this.folder, "bot.log"), "utf8");
  }

  private configuration() {
    return {
      bot_name: "harbour-7",
      dry_run: true,
      dry_run_wallet: 10000,
      stake_currency: "USDT",
      stake_amount: 500,
      max_open_trades: 12,
      timeframe: "1m",
      initial_state: "running",
      force_entry_enable: true,
      // Trades that a test enters are left by the test.
      use_exit_signal: false,
      minimal_roi: { "0": 10 },
      stoploss: -0.5,
      entry_pricing: { price_side: "other", use_order_book: true, order_book_top: 1 },
      exit_pricing: { price_side: "other", use_order_book: true, order_book_top: 1 },
      exchange: {
        name: "binance",
        connector: "simulated",
        simulated: { source: "synthetic", seed: 3 },
        pair_whitelist: ["BTC/USDT", "ETH/USDT", "SOL/USDT", "XRP/USDT"],
        pair_blacklist: ["BNB/.*"],
      },
      pairlists: [{ method: "StaticPairList" }],
      api_server: {
        enabled: true,
        listen_ip_address: "127.0.0.1",
        listen_port: this.port,
        jwt_secret_key: key,
        username: user,
        password,
        ...(this.base ? { base_path: this.base } : {}),
        ...this.api,
      },
      internals: { process_throttle_secs: 1 },
    };
  }

  async start() {
    this.port ||= await freePort();
    const config = join(this.folder, "config.json");
    writeFileSync(config, JSON.stringify(this.configuration()));
    const log = join(this.folder, "bot.log");
    writeFileSync(log, "", { flag: "a" });
    const trading = ["--strategy", "ShownStrategy", "--db-url", `sqlite:///${join(this.folder, "trades.sqlite")}`];
    const made = (this.process = spawn(
      program,
      [this.mode, "--config", config, "--userdir", this.folder, "--strategy-path", join(source, "tests/web"), ...(this.mode === "trade" ? trading : [])],
      { cwd: this.folder, stdio: ["ignore", "pipe", "pipe"] },
    ));
    for (const stream of [made.stdout, made.stderr]) stream.on("data", (text: Buffer) => appendFileSync(log, text));
    await until("the bot to answer", async () => {
      if (made.exitCode !== null) assert.fail(`the bot ended with ${made.exitCode}:\n${this.log.slice(-2000)}`);
      try {
        if (this.mode === "webserver") return (await this.call<{ runmode: string }>("GET", "show_config")).runmode === "webserver";
        const health = await this.call<{ last_process: string | null }>("GET", "health");
        return health.last_process !== null;
      } catch {
        return false;
      }
    });
    return this;
  }

  // Whether this bot has a message stream: a page without one tries in vain, which browsers tell on the console.
  async streams(): Promise<boolean> {
    const basic = `Basic ${btoa(`${user}:${password}`)}`;
    const login = await fetch(`${this.url}api/v1/token/login`, { method: "POST", headers: { Authorization: basic } });
    const { access_token } = (await login.json()) as { access_token: string };
    return new Promise((tell) => {
      const upgrade = { Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==" };
      const asked = request(`${this.url}api/v1/message/ws?token=${access_token}`, { headers: upgrade });
      asked.on("upgrade", (_, socket) => {
        socket.destroy();
        tell(true);
      });
      asked.on("response", () => tell(false));
      asked.on("error", () => tell(false));
      asked.end();
    });
  }

  async stop() {
    const old = this.process;
    if (!old || old.exitCode !== null) return;
    const ended = new Promise((done) => old.once("exit", done));
    old.kill("SIGINT");
    await ended;
  }

  async remove() {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  // The program with other arguments, in the same folder.
  run(...arguments_: string[]) {
    const done = spawnSync(program, arguments_, { cwd: this.folder, encoding: "utf8" });
    assert.equal(done.status, 0, `${done.stdout}${done.stderr}`);
    return done.stdout;
  }

  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${this.url}api/v1/${path}`, {
      method,
      headers: { Authorization: `Basic ${btoa(`${user}:${password}`)}`, "Content-Type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }
}

// An access token as the bot would have signed it, that ended an hour ago.
export function endedToken(type = "access"): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part({ identity: { u: user }, exp: now - 3600, iat: now - 4500, type })}`;
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: environment("TREMOLO_BROWSER"), args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}

// Requests that a reload or the end of a tab cuts off are no fault of the page.
const cutOff = /net::ERR_ABORTED/;

// A tab and what was wrong with it.
export class Tab {
  readonly faults: string[] = [];
  private allowed: RegExp[];

  private constructor(
    readonly page: Page,
    private readonly bot: Bot,
    private readonly always: RegExp[],
  ) {
    this.allowed = [...always];
  }

  static async open(browser: Browser, bot: Bot, options: BrowserContextOptions = {}): Promise<Tab> {
    const context = await browser.newContext({ locale: "en-US", viewport: { width: 1360, height: 860 }, colorScheme: "light", ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(patience);
    const tab = new Tab(page, bot, [cutOff, ...((await bot.streams()) ? [] : [/console: WebSocket connection/])]);
    page.on("pageerror", (error) => tab.note(`page error: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error") tab.note(`console: ${message.text()} (${message.location().url})`);
    });
    page.on("requestfailed", (request) => tab.note(`failed: ${request.method()} ${request.url()} ${request.failure()?.errorText ?? ""}`));
    page.on("response", (answer) => {
      if (answer.status() >= 400) tab.note(`status ${answer.status()}: ${answer.url()}`);
    });
    page.on("request", (request) => {
      if (!request.url().startsWith(bot.origin) && !/^(data|blob):/.test(request.url())) tab.note(`outside: ${request.url()}`);
    });
    return tab;
  }

  private note(fault: string) {
    if (!this.allowed.some((one) => one.test(fault))) this.faults.push(fault);
  }

  // What is part of the test, from now on.
  expect(...faults: RegExp[]) {
    this.allowed.push(...faults);
  }

  // From now on nothing is.
  expectNothing() {
    this.allowed = [...this.always];
  }

  async picture(name: string) {
    await this.page.screenshot({ path: join(pictures, `${name}.png`) });
  }

  async signIn(name = user, secret = password) {
    await this.page.goto(this.bot.url);
    await this.page.getByLabel("User name").fill(name);
    await this.page.getByLabel("Password").fill(secret);
    await this.page.getByRole("button", { name: "Sign in" }).click();
  }

  async enter() {
    await this.signIn();
    await this.page.getByRole("heading", { name: "Closed profit" }).waitFor();
  }

  async view(name: string) {
    await this.page.getByRole("navigation", { name: "Views" }).getByRole("link", { name }).click();
    await this.page.getByRole("heading", { name, level: 1 }).waitFor({ state: "attached" });
  }

  async close() {
    await this.page.context().close();
    assert.deepEqual(this.faults, []);
  }
}
