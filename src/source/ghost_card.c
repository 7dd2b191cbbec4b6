#include "source/ghost_card.h"

#include "source/json_view.h"
#include "source/markdown_html.h"
#include "source/markup.h"

enum { PICTURES_MAX = 200 }; /* of one gallery */

static void add_attribute(struct buf *out, const char *name, struct str value)
{
    if (value.n == 0)
        return;
    buf_addf(out, " %s=\"", name);
    buf_add_escaped(out, value);
    buf_add_byte(out, '"');
}

/* A caption is markup. */
static void add_figcaption(struct buf *out, struct str caption)
{
    if (caption.n == 0)
        return;
    buf_add(out, STR("<figcaption>"));
    buf_add(out, caption);
    buf_add(out, STR("</figcaption>"));
}

static void add_markup(struct buf *out, const char *element, struct str markup)
{
    if (markup.n == 0)
        return;
    buf_addf(out, "<%s>", element);
    buf_add(out, markup);
    buf_addf(out, "</%s>", element);
}

static void add_link(struct buf *out, struct str url, struct str title)
{
    buf_add(out, STR("<p><a"));
    add_attribute(out, "href", url);
    buf_add_byte(out, '>');
    buf_add_escaped(out, title.n ? title : url);
    buf_add(out, STR("</a></p>"));
}

static void card_image(struct arena *a, const json_t *f, struct buf *out)
{
    (void)a;
    buf_add(out, STR("<figure><img"));
    add_attribute(out, "src", json_text(f, "src"));
    add_attribute(out, "alt", json_text(f, "alt"));
    buf_add_byte(out, '>');
    add_figcaption(out, json_text(f, "caption"));
    buf_add(out, STR("</figure>"));
}

static void card_gallery(struct arena *a, const json_t *f, struct buf *out)
{
    const json_t *images = json_object_get(f, "images");
    size_t n = json_array_size(images);
    struct str after = STR("");
    (void)a;
    for (size_t i = 0; i < n && i < PICTURES_MAX; i++) {
        const json_t *image = json_array_get(images, i);
        struct str caption = json_text(image, "caption");
        buf_add(out, STR("<figure><img"));
        add_attribute(out, "src", json_text(image, "src"));
        add_attribute(out, "alt", json_text(image, "alt"));
        buf_add_byte(out, '>');
        bool last = i + 1 == n || i + 1 == PICTURES_MAX;
        if (last && caption.n) /* that of all stands behind that of the last */
            after = json_text(f, "caption");
        add_figcaption(out, last && !caption.n ? json_text(f, "caption") : caption);
        buf_add(out, STR("</figure>"));
    }
    add_markup(out, "p", after);
}

static void card_html(struct arena *a, const json_t *f, struct buf *out)
{
    (void)a;
    buf_add(out, json_text(f, "html"));
}

static void card_markdown(struct arena *a, const json_t *f, struct buf *out)
{
    struct buf html;
    buf_init(&html, a);
    if (markdown_html(json_text(f, "markdown"), &html))
        buf_add(out, buf_view(&html));
    else
        markup_add_element(out, "p", json_text(f, "markdown"));
}

static void card_code(struct arena *a, const json_t *f, struct buf *out)
{
    (void)a;
    buf_add(out, STR("<figure><pre>"));
    markup_add_element(out, "code", json_text(f, "code"));
    buf_add(out, STR("</pre>"));
    add_figcaption(out, json_text(f, "caption"));
    buf_add(out, STR("</figure>"));
}

/* A film is a film; of anything else (a tweet, a map, a song) what it says and a link to it. */
static void card_embed(struct arena *a, const json_t *f, struct buf *out)
{
    struct str html = json_text(f, "html");
    struct str url = json_text(f, "url");
    struct str title = json_text(json_object_get(f, "metadata"), "title");
    struct str player = markup_player(a, url);
    if (!str_eq(player, url)) {
        buf_add(out, STR("<figure><iframe"));
        add_attribute(out, "src", player);
        buf_add(out, STR("></iframe>"));
        add_figcaption(out, json_text(f, "caption"));
        buf_add(out, STR("</figure>"));
        return;
    }
    buf_add(out, html); /* a player that is none is dropped when it is read, a quotation stays */
    if (url.n)
        add_link(out, url, title);
    if (json_text(f, "caption").n) {
        buf_add(out, STR("<p>"));
        buf_add(out, json_text(f, "caption"));
        buf_add(out, STR("</p>"));
    }
}

static void card_video(struct arena *a, const json_t *f, struct buf *out)
{
    struct str poster = json_text(f, "customThumbnailSrc");
    (void)a;
    buf_add(out, STR("<figure><video"));
    add_attribute(out, "src", json_text(f, "src"));
    add_attribute(out, "poster", poster.n ? poster : json_text(f, "thumbnailSrc"));
    buf_add(out, STR("></video>"));
    add_figcaption(out, json_text(f, "caption"));
    buf_add(out, STR("</figure>"));
}

static void card_link(struct arena *a, const json_t *f, struct buf *out)
{
    static const char *const URLS[] = {"url", "buttonUrl", "src"};
    static const char *const TITLES[] = {"title", "buttonText", "fileTitle", "fileName"};
    static const char *const WORDS[] = {"fileCaption", "caption"};
    struct str url = STR("");
    struct str title = json_text(json_object_get(f, "metadata"), "title");
    (void)a;
    for (size_t i = 0; i < COUNT_OF(URLS); i++)
        url = url.n ? url : json_text(f, URLS[i]);
    for (size_t i = 0; i < COUNT_OF(TITLES); i++)
        title = title.n ? title : json_text(f, TITLES[i]);
    if (url.n || title.n)
        add_link(out, url, title);
    if (json_text(json_object_get(f, "metadata"), "description").n)
        markup_add_element(out, "p", json_text(json_object_get(f, "metadata"), "description"));
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (json_text(f, WORDS[i]).n) {
            buf_add(out, STR("<p>"));
            buf_add(out, json_text(f, WORDS[i])); /* markup */
            buf_add(out, STR("</p>"));
        }
}

/* callout, toggle, header, product, call to action: their texts are markup, their headings head what follows */
static void card_texts(struct arena *a, const json_t *f, struct buf *out)
{
    static const char *const HEADINGS[] = {"heading", "header", "productTitle"};
    static const char *const TEXTS[] = {"subheader", "calloutText", "content", "productDescription",
                                        "textValue"};
    static const char *const PICTURES[] = {"backgroundImageSrc", "productImageSrc", "imageUrl"};
    static const char *const LINKS[][2] = {{"buttonUrl", "buttonText"},
                                           {"productUrl", "productButton"}};
    for (size_t i = 0; i < COUNT_OF(HEADINGS); i++)
        if (json_text(f, HEADINGS[i]).n)
            markup_add_element(out, "h3", markup_text(a, json_text(f, HEADINGS[i])));
    for (size_t i = 0; i < COUNT_OF(PICTURES); i++) {
        if (json_text(f, PICTURES[i]).n == 0)
            continue;
        buf_add(out, STR("<figure><img"));
        add_attribute(out, "src", json_text(f, PICTURES[i]));
        buf_add(out, STR("></figure>"));
    }
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++)
        add_markup(out, "div", json_text(f, TEXTS[i]));
    for (size_t i = 0; i < COUNT_OF(LINKS); i++)
        if (json_text(f, LINKS[i][0]).n && json_text(f, LINKS[i][1]).n)
            add_link(out, json_text(f, LINKS[i][0]), json_text(f, LINKS[i][1]));
}

/* what readers of the site did not see */
static void card_none(struct arena *a, const json_t *f, struct buf *out)
{
    (void)a;
    (void)f;
    (void)out;
}

/* A card that nobody here knows: its texts, its picture and its address, under the names that cards
 * give them. */
static bool card_unknown(const json_t *f, struct buf *out)
{
    static const char *const MARKUP[] = {"html",    "heading", "header",      "subheader",
                                         "content", "text",    "description", "caption"};
    struct str src = json_text(f, "src");
    struct str url = json_text(f, "url");
    size_t before = out->n;
    if (src.n) {
        buf_add(out, STR("<figure><img"));
        add_attribute(out, "src", src);
        buf_add(out, STR("></figure>"));
    }
    for (size_t i = 0; i < COUNT_OF(MARKUP); i++) {
        struct str text = json_text(f, MARKUP[i]);
        if (text.n == 0)
            continue;
        buf_add(out, STR("<div>"));
        buf_add(out, text);
        buf_add(out, STR("</div>"));
    }
    if (url.n || json_text(f, "title").n)
        add_link(out, url, json_text(f, "title"));
    return out->n > before;
}

static void note(struct arena *a, struct vec *notes, struct str type, const char *what)
{
    enum { SHOWN_BYTES = 40 };
    if (type.n)
        markup_add_text(
            notes, str_format(a, "card \"%.*s\": %s", STR_ARG(str_first(type, SHOWN_BYTES)), what));
}

bool ghost_card(struct arena *a, struct str type, const json_t *fields, struct buf *out,
                struct vec *notes)
{
    static const struct {
        struct str type;
        void (*add)(struct arena *a, const json_t *f, struct buf *out);
        bool told; /* what was in it is not kept */
    } CARDS[] = {
        {STR_INIT("image"), card_image, false},
        {STR_INIT("card-image"), card_image, false},
        {STR_INIT("gallery"), card_gallery, false},
        {STR_INIT("html"), card_html, false},
        {STR_INIT("card-html"), card_html, false},
        {STR_INIT("markdown"), card_markdown, false},
        {STR_INIT("card-markdown"), card_markdown, false},
        {STR_INIT("code"), card_code, false},
        {STR_INIT("codeblock"), card_code, false},
        {STR_INIT("embed"), card_embed, false},
        {STR_INIT("video"), card_video, false},
        {STR_INIT("bookmark"), card_link, false},
        {STR_INIT("button"), card_link, false},
        {STR_INIT("audio"), card_link, false},
        {STR_INIT("file"), card_link, false},
        {STR_INIT("callout"), card_texts, false},
        {STR_INIT("toggle"), card_texts, false},
        {STR_INIT("header"), card_texts, false},
        {STR_INIT("product"), card_texts, false},
        {STR_INIT("call-to-action"), card_texts, false},
        {STR_INIT("hr"), card_none, false},
        {STR_INIT("horizontalrule"), card_none, false},
        {STR_INIT("paywall"), card_none, false},
        {STR_INIT("email"), card_none, true},
        {STR_INIT("email-cta"), card_none, true},
        {STR_INIT("signup"), card_none, true},
    };
    for (size_t i = 0; i < COUNT_OF(CARDS); i++) {
        if (!str_eq(CARDS[i].type, type))
            continue;
        CARDS[i].add(a, fields, out);
        if (CARDS[i].told)
            note(a, notes, type, "it was for letters to subscribers, and is left out");
        return true;
    }
    if (!json_is_object(fields))
        return false;
    bool kept = card_unknown(fields, out);
    note(a, notes, type,
         kept ? "it is not known; its texts, picture and link are kept"
              : "it is not known, and nothing of it could be kept");
    return kept;
}
