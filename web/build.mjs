// Bundles the page: `node build.mjs OUT` writes OUT/own_files.cpp, what the binary serves at / while FreqUI is not installed, and beside
// it the same as files for whoever wants to look. Fails when the page is larger than a page may be.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "..", "build", "web", "page");
const mostBytes = 300 * 1024; // of everything, as gzip sends it

const bundled = await build({
  entryPoints: { page: join(here, "src", "main.tsx"), style: join(here, "src", "style", "page.css") },
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022", "chrome111", "firefox113", "safari16.4"],
  jsx: "automatic",
  jsxImportSource: "preact",
  legalComments: "none",
  charset: "utf8",
  outdir: out,
  write: false,
  logLevel: "warning",
});
const inline = await build({ entryPoints: [join(here, "src", "theme.js")], minify: true, write: false, logLevel: "warning" });
const theme = inline.outputFiles[0].text.trim();

const hash = (bytes, digits = 12) => createHash("sha256").update(bytes).digest("hex").slice(0, digits);
const files = [];
let index = readFileSync(join(here, "src", "index.html"), "utf8").replace("{{theme}}", () => theme);
for (const { path, contents } of bundled.outputFiles) {
  const [plain, ending, type] = path.endsWith(".js")
    ? ["tremolo/page.js", "js", "application/javascript"]
    : ["tremolo/page.css", "css", "text/css; charset=utf-8"];
  const name = `tremolo/${hash(contents)}.${ending}`;
  if (!index.includes(plain)) throw new Error(`index.html does not name ${plain}`);
  index = index.replace(plain, name);
  files.push({ name: `/${name}`, type, bytes: Buffer.from(contents) });
}
const policy = [
  "default-src 'none'",
  `script-src 'self' 'sha256-${createHash("sha256").update(theme).digest("base64")}'`,
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");
files.unshift({ name: "/", type: "text/html; charset=utf-8", bytes: Buffer.from(index) });

// Octal escapes, three digits each, in pieces: no character can run into the next, and compilers bear the length.
function literal(bytes) {
  const pieces = [];
  for (let at = 0; at < bytes.length; at += 4096) {
    let text = "";
    for (const b of bytes.subarray(at, at + 4096))
      text += b >= 32 && b < 127 && b !== 34 && b !== 92 && b !== 63 ? String.fromCharCode(b) : `\\${b.toString(8).padStart(3, "0")}`;
    pieces.push(`    "${text}"`);
  }
  return `\n${pieces.join("\n")}`;
}

mkdirSync(join(out, "tremolo"), { recursive: true });
let total = 0;
const rows = files.map(({ name, type, bytes }) => {
  total += gzipSync(bytes, { level: 9 }).length;
  writeFileSync(join(out, name === "/" ? "index.html" : name), bytes);
  return `    {"${name}", "${type}", std::string_view{${literal(bytes)}, ${bytes.length}}},\n`;
});
writeFileSync(
  join(out, "own_files.cpp"),
  `// Made by web/build.mjs.\n#include "api/own_files.hpp"\n\nnamespace tremolo::api {\n
const std::vector<own_file>& own_files() {\n    static const std::vector<own_file> all{\n${rows.join("")}    };\n    return all;\n}\n
std::string_view own_policy() { return ${JSON.stringify(policy)}; }\n\n} // namespace tremolo::api\n`,
);
if (total > mostBytes) throw new Error(`the page has ${total} bytes as gzip, more than ${mostBytes}`);
console.log(`the page: ${total} bytes as gzip`);
