/* Addresses of the register: read and written alike; what is none is refused. */
#include "site/register_route.h"
#include "site/register_view.h"
#include "site/route.h"
#include "tests/test.h"

static struct arena arena;

static void each_page_has_one_address(void **state)
{
    (void)state;
    static const struct {
        const char *rest;
        enum register_page page;
    } rows[] = {
        {"", REGISTER_HOME},
        {"nhan-vat/", REGISTER_ENTITIES},
        {"nhan-vat/le-van-khai/", REGISTER_ENTITY},
        {"nhan-vat/le-van-khai-2/du-lieu.jsonld", REGISTER_ENTITY},
        {"to-chuc/du-lieu.csv", REGISTER_ENTITIES},
        {"nhan-vat/lich.ics", REGISTER_ENTITIES},
        {"quoc-gia/cu-ba/lich.ics", REGISTER_ENTITY},
        {"su-kien/", REGISTER_EVENTS},
        {"su-kien/lich.ics", REGISTER_EVENTS},
        {"thoa-thuan/6-ban-ghi-nho/", REGISTER_EVENT},
        {"quan-he/", REGISTER_CHOICE},
        {"quan-he/dia-phuong/ha-noi/quoc-gia/cu-ba/", REGISTER_RELATION},
        {"quan-he/dia-phuong/ha-noi/quoc-gia/cu-ba/lich.ics", REGISTER_RELATION},
        {"lich/", REGISTER_CALENDAR},
        {"lich/2023/", REGISTER_CALENDAR},
        {"lich/2023/09/", REGISTER_CALENDAR},
        {"doan-ra-vao/", REGISTER_DELEGATIONS},
        {"doan-ra-vao/2023/doan-ra-vao.xlsx", REGISTER_DELEGATIONS},
        {"ban-do/", REGISTER_MAP},
        {"mang-luoi/", REGISTER_NETWORK},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct register_route r;
        if (!register_route_read(str_view(rows[i].rest), &r))
            fail_msg("%s is refused", rows[i].rest);
        assert_int_equal(r.page, rows[i].page);
        assert_str_is(str_from(register_path(&arena, &r), sizeof "/ho-so/" - 1), rows[i].rest);
    }
}

static void other_addresses_are_none(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "x/",
        "nhan-vat",
        "nhan-vat/x/y/",
        "nhan-vat/LE-VAN/",
        "nhan-vat/../",
        "nhan-vat/-x/",
        "nhan-vat/x/doan-ra-vao.xlsx",
        "quan-he/dia-phuong/ha-noi/",
        "quan-he/x/ha-noi/quoc-gia/cu-ba/",
        "lich/0/",
        "lich/99999/",
        "lich/2023/13/",
        "lich/2023/9/",
        "lich/2023/09/01/",
        "lich/2023/lich.ics",
        "doan-ra-vao/doan-ra-vao.xlsx",
        "doan-ra-vao/2023/09/",
        "ban-do/x",
        "du-lieu.csv",
        "nhan-vat/<script>/",
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct register_route r;
        if (register_route_read(str_view(rows[i]), &r))
            fail_msg("%s is an address", rows[i]);
    }
    char name[400];
    memset(name, 'a', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    struct register_route r;
    assert_false(register_route_read(str_format(&arena, "nhan-vat/%s/", name), &r));
}

static void a_missing_slash_is_put_there(void **state)
{
    (void)state;
    struct route r = route_read(&arena, STR("/ho-so/nhan-vat/le-van-khai"));
    assert_int_equal(r.kind, ROUTE_MOVED);
    assert_str_is(r.location, "/ho-so/nhan-vat/le-van-khai/");
    assert_int_equal(route_read(&arena, STR("/ho-so")).kind, ROUTE_MOVED);
    assert_int_equal(route_read(&arena, STR("/ho-so/")).kind, ROUTE_REGISTER);
    assert_int_equal(route_read(&arena, STR("/ho-so/x/")).kind, ROUTE_NONE);
}

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, SIZE_MAX / 2);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

/* Which way a delegation went: 1 outward, 0 inward, -1 it is none of ours. */
static int way(enum event_kind kind, struct store_delegation d)
{
    bool outward = false;
    d.event.kind = kind;
    return register_is_outward(&d, &outward) ? outward : -1;
}

static void delegations_come_and_go(void **state)
{
    (void)state;
    struct store_entity ours = {.name = STR("Lê Văn Khải")};
    struct store_entity theirs = {.name = STR("Mario Espinosa")};
    struct store_entity others = {.name = STR("Tập Minh Bình")};
    struct store_delegation host = {.event = {.host = ours, .head = theirs}};
    struct store_delegation guest = {.event = {.host = theirs, .head = ours}};
    struct store_delegation foreign = {.event = {.host = theirs, .head = others}};
    host.side_countries = guest.side_countries = STR("MX");
    foreign.side_countries = STR("MX,CN");
    assert_int_equal(way(EVENT_RECEPTION, host), 0);
    assert_int_equal(way(EVENT_RECEPTION, guest), 1);
    assert_int_equal(way(EVENT_RECEPTION, foreign), -1);
    struct store_delegation visit = {.event = {.head = ours}, .place_countries = STR("MX")};
    visit.side_countries = STR("MX");
    assert_int_equal(way(EVENT_VISIT, visit), 1);
    visit.event.head = theirs;
    visit.side_countries = STR("MX,RU");
    assert_int_equal(way(EVENT_VISIT, visit), -1);
    visit.place_countries = STR("VN");
    assert_int_equal(way(EVENT_VISIT, visit), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_page_has_one_address),
        cmocka_unit_test(other_addresses_are_none),
        cmocka_unit_test(a_missing_slash_is_put_there),
        cmocka_unit_test(delegations_come_and_go),
    };
    return cmocka_run_group_tests_name("register route", tests, begin, end);
}
