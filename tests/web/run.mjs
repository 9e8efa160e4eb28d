// Runs one browser test: `node run.mjs TEST PROGRAM BUILD`. TEST is the name of a file here without its ending, PROGRAM the built tremolo,
// BUILD where pictures of the page are left. Ends with status 77 where node's packages or a browser are missing.
import { existsSync, mkdirSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const modules = resolve(here, "../../web/node_modules");
const [test, program, build] = process.argv.slice(2);

function skip(why) {
  console.log(`skipped: ${why}`);
  process.exit(77);
}

const browser = [process.env.TREMOLO_CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((p) => p && existsSync(p));
if (!browser) skip("no browser (Debian: chromium)");
if (!existsSync(join(modules, "playwright-core"))) {
  spawnSync("bash", [join(here, "../../scripts/bundle_web.sh"), "--packages"], { stdio: "inherit" });
  if (!existsSync(join(modules, "playwright-core"))) skip("playwright could not be fetched from npm");
}

const { build: bundle } = await import(pathToFileURL(join(modules, "esbuild/lib/main.js")).href).then((m) => m.default ?? m);
const out = join(build, "web", "tests");
mkdirSync(out, { recursive: true });
const file = join(out, `${test}.mjs`);
await bundle({
  entryPoints: [join(here, `${test}.ts`)],
  outfile: file,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node18",
  sourcemap: "inline",
  logLevel: "warning",
  plugins: [
    {
      name: "playwright stays where it is",
      setup: (on) => on.onResolve({ filter: /^playwright-core$/ }, () => ({ path: pathToFileURL(join(modules, "playwright-core/index.mjs")).href, external: true })),
    },
  ],
});
const pictures = join(build, "web", "screenshots");
mkdirSync(pictures, { recursive: true });
const { status } = spawnSync(process.execPath, ["--enable-source-maps", file], {
  stdio: "inherit",
  env: { ...process.env, TREMOLO_PROGRAM: program, TREMOLO_PICTURES: pictures, TREMOLO_BROWSER: browser, TREMOLO_SOURCE: resolve(here, "../..") },
});
process.exit(status ?? 1);
