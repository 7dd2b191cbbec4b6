/* What a filtered list of the register is asked for: the form's fields as they were typed. */
#ifndef LOA_SITE_REGISTER_ASK_H
#define LOA_SITE_REGISTER_ASK_H

#include "base/str.h"

struct register_ask {
    struct str name;
    struct str kind;    /* of an event: "visit" */
    struct str year;    /* "2023" */
    struct str country; /* code */
    struct str one;     /* of the form for two parties: "dia-phuong/ha-noi" */
    struct str other;
};

#endif
