/* Loa: what a reader's page does beyond its forms and links. Everything works without it: this keeps the numbers live,
 * answers forms without reloading, and remembers text size and theme. It stands in <head>, so that the remembered theme
 * is there before the first paint; all else waits for the document. */
(function () {
  "use strict";
  var root = document.documentElement;
  var keep = {
    get: function (k) { try { return localStorage.getItem("loa-" + k); } catch (e) { return null; } },
    set: function (k, v) { try { localStorage.setItem("loa-" + k, v); } catch (e) { /* private mode */ } }
  };
  if (keep.get("theme")) root.dataset.theme = keep.get("theme");
  if (keep.get("size")) root.dataset.size = keep.get("size");

  function all(selector, from) { return Array.prototype.slice.call((from || document).querySelectorAll(selector)); }
  function grouped(n) { return String(n).replace(/\B(?=(\d{3})+$)/g, "."); }
  function number(text) { return parseInt(text.replace(/\D/g, ""), 10) || 0; }

  /* Counters never go backwards, whichever answer arrives last; those who are online do. */
  function show(element, n, may_fall) {
    if (typeof n !== "number" || (!may_fall && n < number(element.textContent))) return;
    var text = grouped(n);
    if (element.textContent !== text) element.textContent = text;
  }

  function show_reactions(counts, may_fall) {
    all("[data-live=reaction]").forEach(function (element, i) { show(element, counts[i], may_fall); });
  }

  function live(article) {
    var timer = 0;
    function ask() {
      clearTimeout(timer);
      if (document.hidden) return;
      fetch("/live.json" + (article ? "?article=" + article : ""), { headers: { Accept: "application/json" } })
        .then(function (r) { return r.ok ? r.json() : {}; })
        .then(function (now) {
          all("[data-live]").forEach(function (element) {
            var what = element.dataset.live, id = element.dataset.id;
            if (what !== "reaction" && (!id || id === article)) show(element, now[what], what === "online");
          });
          /* A reader may take a reaction back or change it: these may fall. */
          if (now.reactions) show_reactions(now.reactions, true);
        })
        .catch(function () { /* the next one will do */ })
        .then(function () { timer = setTimeout(ask, 10000); });
    }
    document.addEventListener("visibilitychange", ask);
    timer = setTimeout(ask, 10000);
  }

  function post(form, extra) {
    var data = new URLSearchParams(new FormData(form));
    Object.keys(extra || {}).forEach(function (k) { data.set(k, extra[k]); });
    return fetch(form.action, {
      method: "POST", body: data, headers: { Accept: "application/json" }
    }).then(function (r) {
      return r.json().catch(function () { return {}; }).then(function (answer) {
        if (r.ok) return answer;
        throw answer;
      });
    });
  }

  /* Tells a reader from another in the same household; made when the first reaction is given. */
  function reader() {
    var token = keep.get("reader");
    if (!/^[0-9a-f]{32}$/.test(token || "")) {
      token = Array.prototype.map.call(crypto.getRandomValues(new Uint8Array(16)), function (b) {
        return (b + 256).toString(16).slice(1);
      }).join("");
      keep.set("reader", token);
    }
    return token;
  }

  function reactions(form, article) {
    var buttons = all("button", form), status = form.querySelector("[role=status]");
    function mark(mine) {
      buttons.forEach(function (b) { b.setAttribute("aria-pressed", String(b.value === mine)); });
    }
    mark(keep.get("reaction-" + article));
    form.addEventListener("submit", function (event) {
      var value = event.submitter && event.submitter.value;
      if (!value) return;
      event.preventDefault();
      post(form, { reaction: value, reader: reader() }).then(function (answer) {
        if (answer.reactions) show_reactions(answer.reactions, true);
        keep.set("reaction-" + article, answer.mine || "");
        mark(answer.mine);
        status.textContent = answer.mine ? status.dataset.thanks : "";
      }).catch(function (answer) {
        status.textContent = answer.message || status.dataset.failed;
      });
    });
  }

  function comments(form) {
    var status = form.querySelector("[role=status]"), send = form.querySelector("[type=submit]");
    var name = form.elements.name;
    name.value = name.value || keep.get("name") || "";
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      send.disabled = true;
      post(form).then(function (answer) {
        keep.set("name", name.value);
        form.elements.text.value = "";
        status.textContent = answer.message || "✓";
      }).catch(function (answer) {
        status.textContent = answer.message || status.dataset.failed;
      }).then(function () { send.disabled = false; });
    });
  }

  function reading_tools() {
    var theme = document.querySelector("[data-theme-toggle]");
    function dark() {
      return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    }
    function size() { return parseInt(root.dataset.size, 10) || 0; }
    function paint() {
      theme.setAttribute("aria-pressed", String(dark()));
    }
    theme.addEventListener("click", function () {
      root.dataset.theme = dark() ? "light" : "dark";
      keep.set("theme", root.dataset.theme);
      paint();
    });
    all("[data-step]", theme.parentNode).forEach(function (b) {
      b.addEventListener("click", function () {
        var step = parseInt(b.dataset.step, 10);
        root.dataset.size = step ? Math.max(-1, Math.min(2, size() + step)) : 0;
        keep.set("size", root.dataset.size);
      });
    });
    paint();
    theme.parentNode.hidden = false;
  }

  function share(bar) {
    var copied = bar.querySelector("[data-copied]"), link = document.querySelector("link[rel=canonical]");
    var url = link ? link.href : location.href;
    function button(name, works, act) {
      var b = bar.querySelector("[data-" + name + "]");
      b.hidden = !works;
      b.addEventListener("click", act);
    }
    button("share", navigator.share, function () {
      navigator.share({ title: document.title, url: url }).catch(function () { /* the reader closed it */ });
    });
    button("copy", navigator.clipboard, function () {
      navigator.clipboard.writeText(url).then(function () { copied.textContent = copied.dataset.copied; });
    });
    button("print", true, function () { print(); });
  }

  /* The panel of all sections closes as readers expect of a menu. */
  function dismiss(details) {
    document.addEventListener("click", function (event) {
      if (!details.contains(event.target)) details.open = false;
    });
    details.addEventListener("keydown", function (event) {
      if (event.key !== "Escape" || !details.open) return;
      details.open = false;
      details.querySelector("summary").focus();
    });
  }

  /* Suggestions for what is typed so far: links below the field. */
  function suggest(input) {
    var list = document.createElement("ul"), form = input.form, timer;
    list.className = "suggest";
    function show_words(words) {
      list.textContent = "";
      words.forEach(function (word) {
        var a = document.createElement("a");
        a.href = "/tim-kiem?q=" + encodeURIComponent(a.textContent = word);
        list.appendChild(document.createElement("li")).appendChild(a);
      });
      list.hidden = !words[0];
    }
    form.appendChild(list).hidden = true;
    input.oninput = function () {
      var q = input.value;
      clearTimeout(timer);
      timer = setTimeout(function () {
        fetch("/goi-y?q=" + encodeURIComponent(q)).then(function (r) { return r.json(); })
          .then(function (words) { if (q === input.value) show_words(words); }, Object);
      }, 150);
    };
    form.onkeydown = function (e) { if (e.key === "Escape") show_words([]); };
  }

  document.addEventListener("DOMContentLoaded", function () {
    var story = document.querySelector("[data-article]"), article = story ? story.dataset.article : "";
    var today = document.querySelector("[data-today]");
    if (today) {
      today.textContent = new Intl.DateTimeFormat(root.lang, {
        weekday: "long", day: "2-digit", month: "2-digit", year: "numeric", timeZone: "Asia/Ho_Chi_Minh"
      }).format(new Date());
    }
    reading_tools();
    all("details[data-dismiss]").forEach(dismiss);
    all(".share").forEach(share);
    all(".reactions").forEach(function (form) { reactions(form, article); });
    all(".comment-form").forEach(comments);
    all("form[role=search] [name=q][type=search]").forEach(suggest);
    if (document.querySelector("[data-live]") && !("frozen" in root.dataset)) live(article);
    /* The current section is in view on a phone, without moving the page. */
    all(".strip [aria-current]").forEach(function (a) {
      var strip = a.closest(".strip");
      strip.scrollLeft = a.offsetLeft - (strip.clientWidth - a.clientWidth) / 2;
    });
  });
})();
