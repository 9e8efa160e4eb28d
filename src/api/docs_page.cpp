// GET /docs: one page without any outside request, which reads /openapi.json and shows it by tag, with schemas and a
// form to try every operation.
#include "api/own_pages.hpp"

namespace tremolo::api {

namespace {

// clang-format off
constexpr std::string_view head = R"page(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tremolo API</title>
<style>
:root { color-scheme: light dark; --line: #8884; --soft: #8882; --accent: #1f6fb2; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70em; margin: 0 auto; padding: 1em; }
header { display: flex; flex-wrap: wrap; gap: .5em 1em; align-items: baseline; position: sticky; top: 0;
  padding: .5em 0; background: Canvas; border-bottom: 1px solid var(--line); }
h1 { font-size: 1.3em; margin: 0; }
h2 { font-size: 1.1em; margin: 1.5em 0 .3em; }
h3 { font-size: 1em; margin: .8em 0 .2em; }
input, textarea, button { font: inherit; padding: .1em .4em; }
textarea { width: 100%; box-sizing: border-box; font-family: ui-monospace, monospace; font-size: .9em; }
button { color: #fff; background: var(--accent); border: 0; border-radius: .3em; padding: .2em .9em; cursor: pointer; }
details { border: 1px solid var(--line); border-radius: .3em; margin: .3em 0; }
details[open] > .inside { padding: 0 .8em .8em; }
summary { cursor: pointer; padding: .25em .6em; }
summary code { font-weight: 600; }
summary span { opacity: .75; margin-left: .8em; }
.method { display: inline-block; width: 4.6em; font: 600 .8em ui-monospace, monospace; color: var(--accent); }
.DELETE { color: #b2331f; }
.POST { color: #1f8a4c; }
table { border-collapse: collapse; width: 100%; }
td { text-align: left; vertical-align: top; padding: .15em .6em .15em 0; border-bottom: 1px solid var(--soft); }
pre { background: var(--soft); padding: .6em; overflow: auto; max-height: 30em; margin: .4em 0; font-size: .85em; }
.type { font-family: ui-monospace, monospace; font-size: .85em; opacity: .8; }
.must { color: #b2331f; }
.schema { margin-left: 1.2em; }
</style>
)page";

// Nothing of a document or an answer is ever taken as HTML: texts are set, elements are made.
constexpr std::string_view script = R"page(<script>
"use strict";
const base = document.body.dataset.base;
const $ = id => document.getElementById(id);
function el(name, props, ...children) {
  const made = Object.assign(document.createElement(name), props);
  made.append(...children.filter(c => c !== undefined && c !== null));
  return made;
}
let api;
const named = schema => schema && schema.$ref ? schema.$ref.split("/").pop() : undefined;
const resolved = schema => schema && schema.$ref ? api.components.schemas[named(schema)] : schema || {};

function typeText(schema) {
  if (!schema) return "any";
  if (schema.$ref) return named(schema);
  const many = schema.anyOf || schema.oneOf;
  if (many) return many.map(typeText).join(" | ");
  if (schema.enum) return schema.enum.map(v => JSON.stringify(v)).join(" | ");
  if (schema.type === "array") return typeText(schema.items) + "[]";
  if (schema.type === "object" && schema.additionalProperties)
    return "{…: " + typeText(schema.additionalProperties) + "}";
  return (schema.type || "any") + (schema.format ? " (" + schema.format + ")" : "");
}

function limitText(schema) {
  const words = [];
  for (const [key, word] of [["default", "default "], ["minimum", "at least "], ["maximum", "at most "]])
    if (schema && schema[key] !== undefined) words.push(word + JSON.stringify(schema[key]));
  return words.join(", ");
}

// What an object is made of, each reference to be opened by itself.
function schemaView(schema, depth) {
  const many = schema && (schema.anyOf || schema.oneOf);
  if (many) return el("div", {}, ...many.filter(s => s.type !== "null").map(s => schemaView(s, depth)));
  if (schema && schema.type === "array") return schemaView(schema.items, depth);
  const whole = resolved(schema);
  if (!whole || !whole.properties) return el("div", { className: "type" }, typeText(whole));
  const rows = Object.entries(whole.properties).map(([name, one]) => {
    const must = (whole.required || []).includes(name);
    const line = el("span", {}, el("code", {}, name), must ? el("b", { className: "must" }, " *") : "", " ",
      el("i", { className: "type" }, typeText(one)), " ", one.description || "", " ", limitText(one));
    const inner = [one, one.items, ...(one.anyOf || [])].find(s => s && (s.$ref || (s.items && s.items.$ref)));
    if (!inner || depth > 6) return el("div", {}, line);
    const more = el("details", {}, el("summary", {}, line));
    more.addEventListener("toggle", () => {
      if (more.open && more.children.length < 2) more.append(schemaView(inner, depth + 1));
    });
    return more;
  });
  return el("div", { className: "schema" }, ...rows);
}

function example(schema, depth = 0) {
  if (!schema || depth > 5) return null;
  const one = resolved(schema.anyOf ? schema.anyOf[0] : schema);
  if (one.default !== undefined) return one.default;
  if (one.enum) return one.enum[0];
  if (one.type === "array") return [example(one.items, depth + 1)];
  if (one.properties) return Object.fromEntries(Object.entries(one.properties)
    .filter(([name]) => (one.required || []).includes(name)).map(([name, s]) => [name, example(s, depth + 1)]));
  return { string: "", integer: 0, number: 0, boolean: false, object: {} }[one.type] ?? null;
}

function requestHeaders(bodyField) {
  const headers = {};
  if ($("user").value) {
    const bytes = new TextEncoder().encode($("user").value + ":" + $("password").value);
    headers.Authorization = "Basic " + btoa(String.fromCharCode(...bytes));
  }
  if (bodyField) headers["Content-Type"] = "application/json";
  return headers;
}

async function send(method, path, fields, bodyField, out) {
  const query = new URLSearchParams();
  for (const [parameter, input] of fields) {
    if (input.value === "") continue;
    const isList = parameter.schema && parameter.schema.type === "array";
    if (parameter.in === "path") path = path.replace("{" + parameter.name + "}", encodeURIComponent(input.value));
    else for (const one of isList ? input.value.split(",") : [input.value]) query.append(parameter.name, one);
  }
  const target = base + path + (String(query) ? "?" + query : "");
  const began = performance.now();
  try {
    const body = bodyField ? bodyField.value : undefined;
    const answer = await fetch(target, { method, headers: requestHeaders(bodyField), body, credentials: "omit" });
    const text = await answer.text();
    const took = (performance.now() - began).toFixed(1);
    let shown = text;
    try { shown = JSON.stringify(JSON.parse(text), null, 2); } catch { }
    const most = 200000;
    if (shown.length > most) shown = shown.slice(0, most) + "\n… " + (shown.length - most) + " more characters";
    out.textContent = `${method} ${target}\n${answer.status} ${answer.statusText}, ${text.length} characters, ` +
      `${took} ms\n\n${shown}`;
  } catch (failure) { out.textContent = `${method} ${target}\nno answer: ${failure.message}`; }
}

function operationView(method, path, about) {
  const inside = el("div", { className: "inside" });
  const title = el("summary", {}, el("b", { className: "method " + method }, method), el("code", {}, path),
    el("span", {}, about.summary || ""));
  const item = el("details", {}, title, inside);
  item.dataset.words = `${method} ${path} ${about.summary || ""}`.toLowerCase();
  item.addEventListener("toggle", () => { if (!inside.children.length) fill(inside, method, path, about); });
  return item;
}

function fill(inside, method, path, about) {
  if (about.description) inside.append(el("p", {}, about.description));
  const fields = (about.parameters || []).map(p =>
    [p, el("input", { placeholder: String((p.schema || {}).default ?? "") })]);
  const rows = fields.map(([p, input]) => el("tr", {},
    el("td", {}, el("code", {}, p.name), p.required ? el("b", { className: "must" }, " *") : ""), el("td", {}, input),
    el("td", { className: "type" }, p.in + ", " + typeText(p.schema)),
    el("td", {}, [p.description, limitText(p.schema)].filter(Boolean).join(" · "))));
  if (rows.length) inside.append(el("h3", {}, "Parameters"), el("table", {}, ...rows));
  let bodyField;
  const content = about.requestBody && about.requestBody.content["application/json"];
  if (content) {
    bodyField = el("textarea", { rows: 5, spellcheck: false });
    bodyField.value = JSON.stringify(example(content.schema), null, 2);
    inside.append(el("h3", {}, "Body: ", typeText(content.schema)), bodyField, schemaView(content.schema, 0));
  }
  const out = el("pre", { hidden: true });
  const button = el("button", {}, "Send");
  button.onclick = () => {
    out.hidden = false;
    out.textContent = "…";
    send(method, path, fields, bodyField, out);
  };
  inside.append(el("p", {}, button), out);
  for (const [status, answer] of Object.entries(about.responses || {})) {
    const json = answer.content && answer.content["application/json"];
    inside.append(el("h3", {}, `${status}: `, json ? typeText(json.schema) : answer.description || ""));
    if (json && status === "200") inside.append(schemaView(json.schema, 0));
  }
}

function show() {
  const tags = new Map();
  for (const [path, methods] of Object.entries(api.paths))
    for (const [method, about] of Object.entries(methods)) {
      const tag = (about.tags || ["Other"]).at(-1);
      if (!tags.has(tag)) tags.set(tag, []);
      tags.get(tag).push(operationView(method.toUpperCase(), path, about));
    }
  $("operations").replaceChildren(...[...tags].map(([tag, items]) => el("section", {}, el("h2", {}, tag), ...items)));
}

$("filter").oninput = () => {
  const wanted = $("filter").value.toLowerCase();
  for (const section of document.querySelectorAll("#operations section")) {
    const items = [...section.querySelectorAll(":scope > details")];
    for (const item of items) item.hidden = !item.dataset.words.includes(wanted);
    section.hidden = items.every(item => item.hidden);
  }
};
fetch(base + "/openapi.json").then(r => r.json()).then(found => { api = found; show(); })
  .catch(failure => { $("operations").textContent = "openapi.json cannot be shown: " + failure.message; });
</script>
</body>
</html>
)page";
// clang-format on

} // namespace

std::string docs_page(std::string_view base_path) {
    std::string page{head};
    // A base path is made of letters, digits and "/-_.~" alone (the configuration sees to it).
    page += "<link rel=\"icon\" href=\"";
    page += base_path;
    page += "/favicon.ico\">\n</head>\n<body data-base=\"";
    page += base_path;
    page += R"page(">
<header><h1>Tremolo API</h1><input id="filter" type="search" placeholder="Filter">
<input id="user" placeholder="User" autocomplete="username"><input id="password" type="password" placeholder="Password"
autocomplete="current-password"> <a href=")page";
    page += base_path;
    page += R"page(/openapi.json">openapi.json</a></header>
<main id="operations">…</main>
)page";
    page += script;
    return page;
}

} // namespace tremolo::api
