// An independent spider, in the manner of ZAP: follows every link of the public site and of the desk, as everybody who may sign
// in, and submits every form and every query with hostile values. It knows nothing of Loa but where to sign in. Whether it would
// notice is shown first, on a server with a hole of each kind.
import { execFile } from "node:child_process";
import http from "node:http";
import { figure, LOA, PERSON } from "./lib.mjs";

const PASSWORD = "nhện giăng tơ cạnh cửa sổ";
const ROLES = ["admin", "editor", "reporter", "moderator"];

// Pages of one shape (numbers and slugs left out) are made by the same code: one of each is visited.
const PAGES_MAX = 40;
const NO_PAGE = /\.(?:png|jpe?g|webp|avif|svg|ico|css|js|mp[34]|pdf|woff2)$/;

// A value, and what gives it away where it is not kept as text: the element or attribute x-spider, window.spider, a header.
const VALUES = {
  element: `"'><x-spider></x-spider><img src=x onerror=window.spider=1><script>window.spider=1</script>`,
  attribute: `" autofocus onfocus=window.spider=1 x-spider="`,
  "attribute in single quotes": `' autofocus onfocus=window.spider=1 x-spider='`,
  "end of a text": `</textarea></title></script></style>--><x-spider></x-spider><svg onload=window.spider=1>`,
  script: `</script><script>alert("spider")</script>`,
  address: `javascript:window.spider=1//`,
  "address elsewhere": `//evil.example/`,
  SQL: `spider' OR '1'='1'; DROP TABLE comment; --`,
  template: "spider{{7*7}}spider${7*7}spider<%= 7*7 %>spider",
  header: "spider\r\nX-Spider: 1\r\nSet-Cookie: spider=1\r\n\r\n<x-spider>",
  path: "../../../../../../../../etc/passwd\u0000.html",
  "odd letters": "\u202e\ufeff\u0000＜x-spider＞\u0338<x-spider\u2028>",
  length: "Ạ".repeat(30000),
};

// What no answer may say: the inside of a program.
const LEAK = /\/(?:tmp|work|home|root)\/[\w.-]+\/|\b\w+\.[ch]:\d+|SQLITE_|near "[^"]*": syntax|syntax error|stack trace|Traceback|Sanitizer|root:x:0:/i;

// ---- the spider --------------------------------------------------------------------------------------------------

const FIXED = /^\/(?:ban-bien-tap|tai-khoan|dang-nhap|dang-xuat)/; // the desk's names are no slugs
const shape_of = (url) => {
  const names = url.pathname.split("/").map((name, at) => (at > 1 || /\d/.test(name)) && !FIXED.test(url.pathname) ? name.replace(/^[^.]+/, "S") : name);
  return `${names.join("/")}?${[...url.searchParams.keys()].sort().join("&")}`;
};

// In the page: its links and forms.
const read_page = () => ({
  links: [...document.querySelectorAll("a[href], area[href], link[href], iframe[src]")].map((n) => n.href || n.src),
  forms: [...document.forms].map((f) => ({
    action: HTMLFormElement.prototype.getAttribute.call(f, "action") ?? "",
    method: f.method,
    names: [...f.elements].filter((n) => n.name).map((n) => `${n.name}${n.type === "submit" || n.type === "radio" ? `=${n.value}` : ""}`),
  })),
});

// In the page: what of a hostile value has become more than text.
const read_faults = () => [
  document.querySelector("x-spider, [x-spider]") && `markup: ${document.querySelector("x-spider, [x-spider]").outerHTML.slice(0, 100)}`,
  window.spider && "a script ran",
  document.querySelector('[href^="javascript:" i], [src^="javascript:" i], [action^="javascript:" i], [formaction^="javascript:" i]') &&
    "an address is a script",
  document.documentElement.innerText.includes("spider49spider") && "a template was evaluated",
].filter(Boolean);

// In the page: fills a form and sends it, past what the browser itself would refuse. Hidden fields (tokens) stay unless
// all is said.
const submit = ([n, value, all]) => {
  const form = document.forms[n];
  for (const field of form.elements) {
    if (!field.name || ["submit", "button", "file"].includes(field.type) || (field.type === "hidden" && !all)) continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = true;
    else if (field.tagName === "SELECT") field.add(new Option(value, value, true, true));
    else {
      if (field.tagName === "INPUT") field.type = "hidden"; // which takes line ends, too
      field.removeAttribute("maxlength");
      field.value = value;
    }
  }
  const button = [...form.elements].find((field) => field.type === "submit" && field.name);
  if (button) {
    const said = document.createElement("input");
    Object.assign(said, { type: "hidden", name: button.name, value: button.value });
    form.append(said);
  }
  HTMLFormElement.prototype.submit.call(form);
};

class Spider {
  // sign_in: puts the page behind the sign-in; called again when a form has ended the session
  // sent_before: forms that another spider has sent
  constructor(context, origin, { start = "/", sign_in, within = /^/, sent_before = new Set() } = {}) {
    Object.assign(this, { context, origin, start, sign_in, within, sent_before });
    Object.assign(this, { faults: new Set(), shapes: new Map(), forms: new Map(), visits: 0, sent: 0, at: "", address: 0 });
    context.setDefaultTimeout(30000);
    context.on("request", (req) => {
      const url = new URL(req.url());
      if (/^https?:$/.test(url.protocol) && url.origin !== origin && !req.isNavigationRequest()) this.fault(`request to ${url.origin}`);
    });
    context.on("response", (res) => this.judge(res));
    context.on("dialog", (dialog) => {
      this.fault(`dialog: ${dialog.message()}`);
      return dialog.dismiss();
    });
    context.on("weberror", (e) => this.fault(`script error: ${e.error()}`));
    context.on("console", (m) => /Content Security Policy/i.test(m.text()) && this.fault(`CSP: ${m.text().slice(0, 120)}`));
  }
  fault(what) {
    this.faults.add(`${what} (${this.at})`.slice(0, 300));
  }
  judge(res) {
    const headers = res.headers();
    if (res.status() >= 500) this.fault(`status ${res.status()}`);
    if (headers["x-spider"] || /spider=1/.test(headers["set-cookie"] ?? "")) this.fault("a header was made of a value");
    if (/evil\.example/.test(new URL(headers.location ?? "/", res.url()).host)) this.fault("redirected elsewhere");
  }
  // Each time from another address, so that limits of rate do not hide what is behind them; the desk wants a connection
  // that nobody else can read, which a proxy's is not.
  async from_another(address) {
    const n = ++this.address;
    await this.context.setExtraHTTPHeaders(FIXED.test(new URL(address).pathname) ? {} : { "X-Forwarded-For": `10.9.${n >> 8}.${n & 255}` });
  }
  // Runs what makes the page go somewhere and looks at where it came to.
  async look(at, go) {
    this.at = at;
    try {
      await go();
      for (const fault of await this.page.evaluate(read_faults)) this.fault(fault);
      const leak = (await this.page.content()).match(LEAK);
      if (leak) this.fault(`says "${leak[0]}"`);
    } catch (e) {
      // a download, or a banner's click that leads out
      if (!/ERR_ABORTED|Download is starting|interrupted by another|ERR_NAME_NOT_RESOLVED/.test(String(e))) this.fault(`no answer: ${String(e).split("\n")[0]}`);
    }
  }
  async visit(address) {
    this.visits++;
    await this.from_another(address);
    return this.look(address.slice(0, 200), () => this.page.goto(address, { waitUntil: "domcontentloaded" }));
  }
  // Every page of a new shape, and the forms that are new on it.
  async crawl() {
    const queue = [new URL(this.start, this.origin).href];
    const seen = new Set(queue);
    while (queue.length && this.visits < PAGES_MAX) {
      const address = queue.shift();
      const shape = shape_of(new URL(address));
      if (this.shapes.has(shape)) continue;
      this.shapes.set(shape, address);
      await this.visit(address);
      const { links, forms } = await this.page.evaluate(read_page).catch(() => ({ links: [], forms: [] }));
      forms.forEach((form, n) => {
        const key = `${form.method} ${shape_of(new URL(form.action || address, address))} ${form.names.join(" ")}`;
        if (!this.forms.has(key)) this.forms.set(key, { address, n, key });
      });
      for (const link of links) {
        const url = URL.canParse(link) ? new URL(link) : null;
        if (!url || url.origin !== this.origin || NO_PAGE.test(url.pathname) || !url.pathname.match(this.within)) continue;
        url.hash = "";
        if (seen.has(url.href)) continue;
        seen.add(url.href);
        queue.push(url.href);
      }
    }
  }
  async send(form, name, all) {
    const at = `${form.key} ← ${name}${all ? ", hidden fields too" : ""}`;
    await this.from_another(form.address);
    await this.page.goto(form.address, { waitUntil: "domcontentloaded" }).catch(() => {});
    if (this.sign_in && new URL(this.page.url()).pathname !== new URL(form.address).pathname) {
      await this.sign_in(this.page); // the last form ended the session
      await this.page.goto(form.address, { waitUntil: "domcontentloaded" }).catch(() => {});
    }
    if (!(await this.page.evaluate((n) => n < document.forms.length, form.n))) return; // there is nothing left to decide on
    this.sent++;
    await this.look(at, () => Promise.all([
      this.page.waitForEvent("framenavigated"),
      this.page.evaluate(submit, [form.n, VALUES[name], all]),
    ]).then(() => this.page.waitForLoadState("domcontentloaded")));
  }
  async attack_forms(enough = () => false) {
    for (const form of this.forms.values()) {
      if (this.sent_before.has(form.key)) continue;
      this.sent_before.add(form.key);
      for (const name of Object.keys(VALUES)) {
        await this.send(form, name, false);
        if (enough(this.faults)) return;
      }
      await this.send(form, "element", true);
      await this.send(form, "header", true);
    }
  }
  // Every parameter of every query, and a name behind every folder.
  async attack_addresses() {
    const names = ["element", "attribute", "header", "path", "SQL", "address elsewhere", "template"];
    for (const [n, address] of [...this.shapes.values()].entries()) {
      const url = new URL(address);
      const name = names[n % names.length];
      for (const key of [...url.searchParams.keys(), "q"]) url.searchParams.set(key, VALUES[name]);
      await this.visit(url.href);
      await this.visit(`${url.origin}${url.pathname.replace(/[^/]*$/, "")}${encodeURIComponent(VALUES[name])}`);
    }
  }
  async run(enough) {
    this.page = await this.context.newPage();
    if (this.sign_in) await this.sign_in(this.page);
    await this.crawl();
    await this.attack_forms(enough);
    return this;
  }
}

// ---- would it notice? --------------------------------------------------------------------------------------------

const HOLES = {
  markup: (v) => `<p>${v}</p>`,
  "a script ran": (v) => `<p>${v}</p>`,
  "dialog:": (v) => `<p>${v}</p>`,
  "an address is a script": (v) => `<a href="${v.replace(/["<>]/g, "")}">x</a>`,
  "a template was evaluated": (v) => v.replace(/{{7\*7}}/g, "49").replace(/</g, "&lt;"),
  "a header was made of a value": (v, res) => {
    if (/\r\n/.test(v)) res.setHeader("X-Spider", "1");
  },
  "redirected elsewhere": (v, res) => {
    if (v.startsWith("//")) res.writeHead(302, { Location: `http:${v}` });
  },
  "request to http://127.0.0.1:9": () => '<img src="http://127.0.0.1:9/x.png">',
  "status 500": (v, res) => {
    if (v.includes("'")) res.statusCode = 500;
  },
  says: (v) => (v.includes("'") ? 'near "OR": syntax error in src/store/x.c:12' : ""),
  "script error": () => "<script>null.x</script>",
  "CSP:": (v, res) => {
    res.setHeader("Content-Security-Policy", "script-src 'none'");
    return "<script>1</script>";
  },
};

// A page for each hole; its form is two links away from the front.
function holed_server() {
  const names = Object.keys(HOLES);
  const server = http.createServer(async (req, res) => {
    const url = new URL(req.url, "http://x");
    const hole = HOLES[names[Number(url.pathname.slice(2))]];
    let body = "";
    for await (const part of req) body += part;
    const value = new URLSearchParams(body).get("v") ?? "";
    const form = `<form method="post" action="${url.pathname}"><input name="v" maxlength="5" required><button>x</button></form>`;
    const links = names.map((_, i) => `<a href="/h${i}">${i}</a>`).join(" ");
    const text = url.pathname === "/" ? '<a href="/all">all</a>' : url.pathname === "/all" ? links : (hole?.(value, res) ?? "") + form;
    if (!res.headersSent) res.setHeader("Content-Type", "text/html; charset=utf-8");
    res.end(`<!DOCTYPE html><title>x</title>${text}`);
  });
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}

async function notices_holes(t, browser) {
  const server = await holed_server();
  const origin = `http://127.0.0.1:${server.address().port}`;
  for (const [n, name] of Object.keys(HOLES).entries()) {
    const context = await browser.newContext();
    const noticed = (faults) => [...faults].some((fault) => fault.startsWith(name));
    const spider = await new Spider(context, origin, { start: `/h${n}` }).run(noticed);
    t.ok(noticed(spider.faults), `the spider notices: ${name}`, [...spider.faults]);
    await context.close();
  }
  const context = await browser.newContext();
  const spider = new Spider(context, origin);
  spider.page = await context.newPage();
  await spider.crawl();
  t.ok(spider.forms.size > 0, "and finds forms behind links", [...spider.forms.keys()]);
  await context.close();
  server.closeAllConnections?.();
  await new Promise((done) => server.close(done));
}

// ---- the site ----------------------------------------------------------------------------------------------------

const add_account = (site, name, role) => new Promise((done, failed) => {
  const child = execFile(LOA, ["user", site, "add", name, "--role", role], (e) => (e ? failed(e) : done()));
  child.stdin.end(`${PASSWORD}\n`);
});

const sign_in_as = (server, name) => async (page) => {
  await page.goto(`${server.origin}/dang-nhap`);
  await page.getByLabel("Tên đăng nhập").fill(name);
  await page.getByLabel("Mật khẩu").fill(PASSWORD);
  await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "Đăng nhập", exact: true }).first().click()]);
};

async function attack(t, browser, server, who, options) {
  const context = await browser.newContext({ userAgent: PERSON, locale: "vi-VN" });
  const spider = await new Spider(context, server.origin, options).run();
  if (!options.sign_in) await spider.attack_addresses();
  const counts = `${spider.visits} pages, ${spider.forms.size} forms, ${spider.sent} submissions`;
  t.ok(spider.faults.size === 0, `spider, ${who}: ${counts}, no fault`, [...spider.faults].slice(0, 5).join(" | "));
  t.ok(spider.forms.size >= 1, `spider, ${who}: it found forms`, counts);
  figure(`spider, ${who}: ${counts}`);
  await context.close();
}

export async function spider(t, { browser, server }) {
  await notices_holes(t, browser);
  const sent_before = new Set();
  await attack(t, browser, server, "a stranger", { within: /^(?!\/dang-nhap)/, sent_before });
  for (const role of ROLES) await add_account(server.site, `nhen.${role}`, role);
  for (const role of ROLES)
    await attack(t, browser, server, role, { start: "/tai-khoan", within: FIXED, sign_in: sign_in_as(server, `nhen.${role}`), sent_before });
  await attack(t, browser, server, "who is not signed in", { start: "/dang-nhap", within: FIXED, sent_before }); // last: wrong guesses have to wait
  t.ok(sent_before.size >= 8, "forms were sent", [...sent_before]);
  const home = await server.get("/");
  t.ok(home.status === 200 && home.text.includes("</html>"), "after all of it the site stands", home.status);
}
