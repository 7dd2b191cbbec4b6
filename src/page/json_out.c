#include "page/json_out.h"

static void separate(struct json_out *j)
{
    if (j->wants_comma)
        buf_add_byte(j->b, ',');
    j->wants_comma = true;
}

void json_out_open(struct json_out *j, char bracket)
{
    separate(j);
    buf_add_byte(j->b, bracket);
    j->wants_comma = false;
}

void json_out_close(struct json_out *j, char bracket)
{
    buf_add_byte(j->b, bracket);
    j->wants_comma = true;
}

void json_out_key(struct json_out *j, const char *key)
{
    separate(j);
    buf_addf(j->b, "\"%s\":", key);
    j->wants_comma = false;
}

void json_out_text(struct json_out *j, struct str text)
{
    separate(j);
    buf_add_json(j->b, text);
}

void json_out_int(struct json_out *j, int64_t value)
{
    separate(j);
    buf_add_int(j->b, value);
}

void json_out_pair(struct json_out *j, const char *key, struct str text)
{
    if (text.n == 0)
        return;
    json_out_key(j, key);
    json_out_text(j, text);
}
