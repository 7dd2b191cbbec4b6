// What the browser tests share: counting, a site a preset, the server, plain HTTP, readers with a browser.
import { spawn, execFile } from "node:child_process";
import { promises as fs, rmSync } from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

export const ROOT = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "../..");
export const LOA = process.env.LOA || path.join(ROOT, "build/loa");
export const PRESETS = ["city", "economy", "youth", "aggregator", "daily"];
export const PERSON = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
export const ROBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

// ---- counting ----------------------------------------------------------------------------------------------------

export const sums = { passed: 0, failed: 0 };
export const figures = [];

// Checks of one group; every one that fails says where, what was wanted and what came.
export class Tally {
  constructor(group) {
    Object.assign(this, { group, passed: 0, failed: 0 });
  }
  ok(condition, what, got) {
    if (condition) {
      this.passed++;
      sums.passed++;
      return true;
    }
    this.failed++;
    sums.failed++;
    const tail = got === undefined ? "" : `: ${typeof got === "string" ? got : JSON.stringify(got)}`;
    console.log(`FAILED ${this.group}: ${what}${tail}`.slice(0, 700));
    return false;
  }
  same(got, want, what) {
    const [g, w] = [JSON.stringify(got), JSON.stringify(want)];
    return this.ok(g === w, what, `wanted ${w}, got ${g}`);
  }
  // Whatever is thrown inside is one failure, and the next part goes on.
  async part(name, work) {
    try {
      await work();
    } catch (e) {
      this.ok(false, name, String(e.stack || e).replace(/\n(?=[\s\S])/g, " ⏎ "));
    }
  }
}

export function figure(text) {
  figures.push(text);
}

// Asks until the answer is true or the time is over; gives back the last answer.
export async function until(ask, limit_ms, step_ms = 100) {
  const end = Date.now() + limit_ms;
  for (;;) {
    const answer = await ask();
    if (answer || Date.now() > end) return answer;
    await sleep(step_ms);
  }
}

// ---- sites -------------------------------------------------------------------------------------------------------

const run_file = promisify(execFile);

// loa's verbs: { code, out, err }
export async function loa(...args) {
  try {
    const { stdout, stderr } = await run_file(LOA, args, { maxBuffer: 1 << 26, timeout: 60000 });
    return { code: 0, out: stdout, err: stderr };
  } catch (e) {
    return { code: e.code ?? 1, out: e.stdout ?? "", err: e.stderr ?? String(e) };
  }
}

export const json_lines = (text) => text.split("\n").filter(Boolean).map((line) => JSON.parse(line));

export const work = await fs.mkdtemp(path.join(os.tmpdir(), "loa-browser-"));

// The demo's site, made once; every test works on a copy.
export async function make_base() {
  const base = path.join(work, "base");
  await run_file("sh", [path.join(ROOT, "tools/demo_site.sh"), LOA, base, "city"], {
    cwd: ROOT, maxBuffer: 1 << 26, timeout: 120000,
  });
  return base;
}

// A copy of base that looks as preset does, takes its address from the server, and believes X-Forwarded-For, so that a
// test can be many readers.
export async function copy_site(base, preset, name = preset) {
  const site = path.join(work, `site-${name}`);
  await fs.cp(base, site, { recursive: true });
  await fs.copyFile(path.join(ROOT, "presets", `${preset}.ini`), path.join(site, "preset.ini"));
  const conf = path.join(site, "loa.conf");
  const text = (await fs.readFile(conf, "utf8"))
    .replace(/^origin\s*=.*$/m, "origin =")
    .replace(/^# trusted_proxies\s*=.*$/m, "trusted_proxies = 127.0.0.1");
  await fs.writeFile(conf, text);
  return site;
}

// ---- the server --------------------------------------------------------------------------------------------------

const running = new Set();
process.on("exit", () => {
  running.forEach((child) => child.kill("SIGKILL"));
  rmSync(work, { recursive: true, force: true });
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

export class Server {
  constructor(site) {
    this.site = site;
    this.listen = "127.0.0.1:0";
  }
  async start() {
    const child = spawn(LOA, ["serve", this.site, "--listen", this.listen], { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    this.child = child;
    this.ended = new Promise((done) => child.on("exit", (code, signal) => {
      running.delete(child);
      done({ code, signal });
    }));
    running.add(child);
    child.stderr.on("data", (data) => (this.log = ((this.log || "") + data).slice(-20000)));
    child.stdout.on("data", (data) => (said += data));
    const address = await until(() => said.match(/http:\/\/127\.0\.0\.1:(\d+)/) || child.exitCode !== null, 15000, 20);
    if (!address?.[1]) throw new Error(`loa serve did not start: ${said} ${this.log}`);
    this.port = Number(address[1]);
    this.origin = `http://127.0.0.1:${this.port}`;
    this.listen = `127.0.0.1:${this.port}`;
    return this;
  }
  async stop(signal = "SIGTERM") {
    this.child.kill(signal);
    const end = await Promise.race([this.ended, sleep(10000)]);
    if (!end) this.child.kill("SIGKILL");
    return end;
  }
  // Without following redirects or unpacking; a robot unless the caller says who it is.
  get(where, { headers = {}, method = "GET", body } = {}) {
    const url = new URL(where, this.origin);
    return new Promise((done, failed) => {
      const req = http.request(url, {
        method, agent, headers: { "User-Agent": ROBOT, ...headers },
      }, (res) => {
        const parts = [];
        res.on("data", (part) => parts.push(part));
        res.on("end", () => {
          const bytes = Buffer.concat(parts);
          done({ status: res.statusCode, headers: res.headers, bytes, get text() { return bytes.toString("utf8"); } });
        });
        res.on("error", failed);
      });
      req.on("error", failed);
      req.setTimeout(15000, () => req.destroy(new Error(`no answer in 15 s: ${url}`)));
      req.end(body);
    });
  }
  post(where, fields, headers = {}) {
    return this.get(where, {
      method: "POST", body: new URLSearchParams(fields).toString(),
      headers: { "Content-Type": "application/x-www-form-urlencoded", "User-Agent": PERSON, ...headers },
    });
  }
  async live(article) {
    return JSON.parse((await this.get(`/live.json${article ? `?article=${article}` : ""}`)).text);
  }
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });

// ---- articles ----------------------------------------------------------------------------------------------------

export function slug_of(title) {
  return title.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d")
    .replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
}

const demo = {};
export async function demo_article(number) {
  if (!demo.names) demo.names = (await fs.readdir(path.join(ROOT, "demo/articles"))).sort();
  const name = demo.names.find((file) => file.startsWith(`${number}-`));
  return JSON.parse(await fs.readFile(path.join(ROOT, "demo/articles", name), "utf8"));
}

// Addresses of a site's articles by number of their demo file, from its sitemap: { path, id, demo }
export class Articles {
  async read(server) {
    const index = (await server.get("/sitemap.xml")).text;
    const parts = [...index.matchAll(/<loc>([^<]*sitemap-\d+\.xml)<\/loc>/g)].map((m) => new URL(m[1]).pathname);
    this.paths = [];
    for (const part of parts) {
      const text = (await server.get(part)).text;
      this.paths.push(...[...text.matchAll(/<loc>([^<]*)<\/loc>/g)].map((m) => new URL(m[1]).pathname));
    }
    return this;
  }
  async find(number) {
    const article = await demo_article(number);
    const slug = slug_of(article.title);
    const found = this.paths.filter((p) => p.endsWith(".html")).find((p) => {
      const own = p.replace(/^.*\//, "").replace(/-\d+\.html$/, "");
      return own === slug || (own.length >= 20 && slug.startsWith(own));
    });
    if (!found) throw new Error(`no article ${number} in the sitemap: ${slug}`);
    return { path: found, id: Number(found.match(/-(\d+)\.html$/)[1]), demo: article };
  }
}

// ---- readers -----------------------------------------------------------------------------------------------------

export const open_browser = () => chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--disable-quic", "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
});

let readers = 0;

// A reader with a browser and an address of its own. What no page may do is written down and judged at bye().
export class Reader {
  static async come(browser, server, { phone, js = true, dark, agent: ua, allow = [] } = {}) {
    const reader = new Reader();
    const n = ++readers;
    reader.server = server;
    reader.address = `10.1.${n >> 8}.${n & 255}`;
    reader.faults = [];
    reader.context = await browser.newContext({
      locale: "vi-VN", timezoneId: "Asia/Ho_Chi_Minh", javaScriptEnabled: js, userAgent: ua ?? PERSON,
      viewport: phone ? { width: 390, height: 844 } : { width: 1280, height: 900 },
      colorScheme: dark ? "dark" : "light",
      reducedMotion: "reduce", // a click on what scrolls smoothly away goes nowhere
      extraHTTPHeaders: { "X-Forwarded-For": reader.address },
    });
    reader.context.setDefaultTimeout(15000);
    reader.context.on("request", (req) => {
      const url = new URL(req.url());
      if (/^https?:$/.test(url.protocol) && url.origin !== server.origin && !allow.includes(url.origin))
        reader.faults.push(`request to ${url.origin} from ${req.frame()?.url?.() ?? "?"}`);
    });
    reader.context.on("response", async (res) => {
      const set = await res.headerValue("set-cookie").catch(() => null);
      if (set) reader.faults.push(`Set-Cookie on ${res.url()}`);
    });
    reader.context.on("weberror", (e) => reader.faults.push(`error on ${e.page()?.url()}: ${e.error()}`));
    reader.context.on("console", (message) => {
      if (message.type() !== "error" && !/Content Security Policy/i.test(message.text())) return;
      // a page that is not there is in the console too
      if (message.location().url === reader.missing && /status of (404|410|500)/.test(message.text())) return;
      reader.faults.push(`console of ${message.location().url}: ${message.text()}`);
    });
    reader.page = await reader.context.newPage();
    return reader;
  }
  async go(where, { status = 200 } = {}) {
    const url = new URL(where, this.server.origin).href;
    if (status >= 400) this.missing = url;
    const answer = await this.page.goto(url, { waitUntil: "load" });
    return answer;
  }
  async bye(tally, who) {
    tally.same(await this.context.cookies(), [], `${who}: no cookie`);
    tally.ok(this.faults.length === 0, `${who}: no console error, no breach of CSP, no third party`, this.faults.slice(0, 4));
    await this.context.close();
  }
}
