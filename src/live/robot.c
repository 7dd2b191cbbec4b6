#include "live/robot.h"

/* Parts of the names robots give themselves, lower case; the first is "bot". */
static const char *const words[] = {
    "bot",          "crawl",         "spider",
    "slurp",        "mediapartners", "facebookexternalhit",
    "preview",      "feed",          "rss",
    "archiver",     "ia_archiver",   "monitor",
    "uptime",       "pingdom",       "lighthouse",
    "validator",    "curl/",         "wget/",
    "python",       "libwww",        "java/",
    "okhttp",       "go-http",       "httpclient",
    "axios",        "node-fetch",    "undici",
    "php/",         "ruby",          "aiohttp",
    "scrapy",       "httpx",         "apachebench",
    "wrk",          "hey/",          "siege",
    "embedly",      "whatsapp",      "bingpreview",
    "google-inspe", "zalo-share",    "yandex.com",
    "check_http",   "wordpress/",
};

enum { AGENT_READ_BYTES = 512 }; /* names stand in front; the rest is not worth the time */

bool robot_by_agent(struct str agent)
{
    char lower[AGENT_READ_BYTES];
    struct str head = str_first(agent, sizeof lower);
    for (size_t i = 0; i < head.n; i++) {
        char c = head.p[i];
        lower[i] = c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
    }
    struct str text = {lower, head.n};
    if (str_trim(text).n == 0)
        return true;
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        size_t at = str_find(text, str_view(words[i]));
        bool phone =
            i == 0 && str_ends(str_first(text, at), STR("cu")); /* CUBOT makes telephones */
        if (at < text.n && !phone)
            return true;
    }
    return false;
}
