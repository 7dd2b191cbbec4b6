// Runs all groups, two at a time; the last line is "N passed, N failed".
import { Articles, copy_site, figures, loa, make_base, open_browser, PRESETS, Server, sums, Tally } from "./lib.mjs";
import { banners } from "./banners.mjs";
import { desk } from "./desk.mjs";
import { GONE } from "./kinds.mjs";
import { looks, menu } from "./looks.mjs";
import { machines } from "./machines.mjs";
import { numbers } from "./numbers.mjs";
import { pages } from "./pages.mjs";
import { reading } from "./reading.mjs";
import { register } from "./register.mjs";
import { seeds } from "./seeds.mjs";
import { sources } from "./sources.mjs";
import { spider } from "./spider.mjs";
import { talk } from "./talk.mjs";

const start = Date.now();
const seconds = (from) => `${((Date.now() - from) / 1000).toFixed(0)} s`;
const only = process.argv.slice(2);

// [name, preset, groups]: each has a site and a server of its own
const groups = [
  ["talk", "economy", [talk, desk]],
  ["numbers", "economy", [numbers]],
  ...PRESETS.map((preset) => [`pages-${preset}`, preset, [menu, seeds, machines, pages]]),
  ["reading", "economy", [reading]],
  ["looks", "economy", [looks]],
  ["register", "city", [register]],
  ["banners", "economy", [banners]],
  ["sources", "aggregator", [sources]],
  ["spider", "economy", [spider]], // on a site of its own: what it sends stays there
].filter(([name]) => only.length === 0 || only.some((word) => name.startsWith(word)));

async function run_group(base, browser, [name, preset, parts]) {
  const from = Date.now();
  const t = new Tally(name);
  let server;
  await t.part(name, async () => {
    server = await new Server(await copy_site(base, preset, name)).start();
    const articles = await new Articles().read(server);
    for (const part of parts) await t.part(part.name, () => part(t, { browser, server, articles, preset, base, gone }));
  });
  const end = await server?.stop();
  t.ok(end && end.code === 0, "the server ends well", { end, log: server?.log?.slice(-500) });
  console.log(`${name}: ${t.passed} passed, ${t.failed} failed, ${seconds(from)}`.replace("passed,", "ok,"));
}

let gone = "";
let browser;
try {
  const base = await make_base();
  // one article of all sites is withdrawn, for the page that says so
  const server = await new Server(base).start();
  const article = await new Articles().read(server).then((a) => a.find(GONE));
  await server.stop();
  await loa("article", base, "withdraw", String(article.id));
  gone = article.path;

  browser = await open_browser();
  const queue = [...groups];
  const lane = async () => {
    while (queue.length) await run_group(base, browser, queue.shift());
  };
  await Promise.all([lane(), lane()]);
} catch (e) {
  new Tally("browser tests").ok(false, "set up", String(e.stack || e));
}
await browser?.close();
for (const line of figures.sort()) console.log(line);
console.log(`browser tests took ${seconds(start)}`);
console.log(`${sums.passed} passed, ${sums.failed} failed`);
process.exit(sums.failed === 0 && sums.passed > 0 ? 0 : 1);
