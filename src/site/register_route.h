/* Addresses of the register, behind /ho-so/: which page a path asks for, and which path a page has. Pure.
 *
 *     ""                                   what there is
 *     nhan-vat/ to-chuc/ quoc-gia/ dia-phuong/ su-kien/ thoa-thuan/     lists
 *     nhan-vat/{slug}/ …                   one record
 *     quan-he/                             the form for two parties
 *     quan-he/{kind}/{slug}/{kind}/{slug}/ their timeline
 *     lich/ lich/2023/ lich/2023/09/       calendar: this year, a year, a month
 *     doan-ra-vao/ doan-ra-vao/2023/       delegations of a year
 *     ban-do/ mang-luoi/                   map, who met whom
 * A list, a record and a timeline have files behind them: du-lieu.csv, lich.ics, du-lieu.jsonld; a year's
 * delegations have doan-ra-vao.xlsx and du-lieu.csv. */
#ifndef LOA_SITE_REGISTER_ROUTE_H
#define LOA_SITE_REGISTER_ROUTE_H

#include "register/facts.h"

enum register_page {
    REGISTER_HOME,
    REGISTER_ENTITIES,
    REGISTER_ENTITY,
    REGISTER_EVENTS, /* agreement: agreements */
    REGISTER_EVENT,
    REGISTER_CHOICE,
    REGISTER_RELATION,
    REGISTER_CALENDAR,
    REGISTER_DELEGATIONS,
    REGISTER_MAP,
    REGISTER_NETWORK,
};

enum register_file {
    REGISTER_NO_FILE,
    REGISTER_CSV,
    REGISTER_ICS,
    REGISTER_JSONLD,
    REGISTER_XLSX,
};

struct register_route {
    enum register_page page;
    enum register_file file;
    enum facts_kind kind;
    struct str slug;
    enum facts_kind other_kind;
    struct str other_slug;
    bool agreement;
    int year; /* 0 = not said */
    int month;
};

enum { REGISTER_YEAR_MIN = 1900, REGISTER_YEAR_MAX = 2200 }; /* others are no addresses */

/* False: no page has that address. Texts borrow from rest. */
bool register_route_read(struct str rest, struct register_route *out);

/* The whole path, in a: "/ho-so/…". */
struct str register_path(struct arena *a, const struct register_route *route);
struct str register_entity_path(struct arena *a, enum facts_kind kind, struct str slug);
struct str register_event_path(struct arena *a, bool agreement, struct str slug);

/* "nhan-vat": of lists and in forms. register_kind_of: false if there is no such word. */
struct str register_kind_word(enum facts_kind kind);
bool register_kind_of(struct str word, enum facts_kind *out);

#endif
