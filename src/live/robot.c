#include "live/robot.h"

enum {
    AGENT_READ_BYTES = 512, /* names stand in front; the rest is not worth the time */
    LETTERS = 26,
    WORDS_A_LETTER = 6,
};

/* Parts of the names robots give themselves, lower case, by first letter. */
static const char *const words[LETTERS][WORDS_A_LETTER] = {
    ['a' - 'a'] = {"aiohttp", "apachebench", "archiver", "axios"},
    ['b' - 'a'] = {"bingpreview", "bot"},
    ['c' - 'a'] = {"check_http", "crawl", "curl/"},
    ['e' - 'a'] = {"embedly"},
    ['f' - 'a'] = {"facebookexternalhit", "feed"},
    ['g' - 'a'] = {"go-http", "google-inspe"},
    ['h' - 'a'] = {"hey/", "httpclient", "httpx"},
    ['i' - 'a'] = {"ia_archiver"},
    ['j' - 'a'] = {"java/"},
    ['l' - 'a'] = {"libwww", "lighthouse"},
    ['m' - 'a'] = {"mediapartners", "monitor"},
    ['n' - 'a'] = {"node-fetch"},
    ['o' - 'a'] = {"okhttp"},
    ['p' - 'a'] = {"php/", "pingdom", "preview", "python"},
    ['r' - 'a'] = {"rss", "ruby"},
    ['s' - 'a'] = {"scrapy", "siege", "slurp", "spider"},
    ['u' - 'a'] = {"undici", "uptime"},
    ['v' - 'a'] = {"validator"},
    ['w' - 'a'] = {"wget/", "whatsapp", "wordpress/", "wrk"},
    ['y' - 'a'] = {"yandex.com"},
    ['z' - 'a'] = {"zalo-share"},
};

/* One of the words stands at the beginning of text, which is NUL-terminated. */
static bool begins_word(const char *text)
{
    unsigned letter = (unsigned)*text - 'a';
    for (size_t i = 0; letter < LETTERS && i < WORDS_A_LETTER && words[letter][i]; i++) {
        const char *word = words[letter][i] + 1;
        const char *at = text + 1;
        while (*word && *word == *at) {
            word++;
            at++;
        }
        if (*word == '\0')
            return true;
    }
    return false;
}

bool robot_by_agent(struct str agent)
{
    char lower[AGENT_READ_BYTES + 1];
    struct str head = str_first(agent, AGENT_READ_BYTES);
    for (size_t i = 0; i < head.n; i++) {
        char c = head.p[i];
        lower[i] = c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
    }
    lower[head.n] = '\0';
    struct str text = {lower, head.n};
    if (str_trim(text).n == 0)
        return true;
    for (size_t i = 0; i < text.n; i++) {
        /* CUBOT makes telephones */
        bool phone = lower[i] == 'b' && str_ends(str_first(text, i), STR("cu"));
        if (!phone && begins_word(lower + i))
            return true;
    }
    return false;
}
