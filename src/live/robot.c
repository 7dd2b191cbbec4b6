#include "live/robot.h"

/* Parts of the names robots give themselves, lower case. */
static const char *const words[] = {
    "bot",         "crawl",         "spider",
    "slurp",       "mediapartners", "facebookexternalhit",
    "preview",     "feed",          "rss",
    "archiver",    "ia_archiver",   "monitor",
    "uptime",      "pingdom",       "lighthouse",
    "validator",   "scan",          "fetch",
    "curl/",       "wget/",         "python",
    "libwww",      "java/",         "okhttp",
    "go-http",     "httpclient",    "axios",
    "node-fetch",  "undici",        "php/",
    "ruby",        "perl",          "aiohttp",
    "scrapy",      "httpx",         "apachebench",
    "wrk",         "hey/",          "siege",
    "embedly",     "whatsapp",      "telegram",
    "bingpreview", "google-inspe",  "zalo-share",
    "yandex.com",  "check_http",    "wordpress/",
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
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_contains(text, str_view(words[i])))
            return true;
    return false;
}
