/* What pages show, as plain values: floor site fills these structs, templates print them.
 *
 * tools/tmplc reads this file: keep to one field a line of the types struct str (printed escaped),
 * struct html (printed as it is), struct hole (becomes a hole), int64_t (printed with grouping),
 * bool (sections only), struct view_x (nested), const struct view_x * (optional, section when not
 * NULL), and lists as `const struct view_x *name; size_t name_n;`. A struct str is a true section
 * when not empty. Everything borrows from the arena of the page being made. */
#ifndef LOA_PAGE_VIEW_H
#define LOA_PAGE_VIEW_H

#include "base/html.h"
#include "page/page.h"
#include "page/words.h"

struct view_link {
    struct str title;
    struct str url;
    bool current;
};

/* A paper that carries an article. */
struct view_paper {
    struct str name;
    struct str url;      /* of its article; "" = not a link */
    struct str logo_url; /* "" = none */
};

/* A section of the menu with its children. */
struct view_menu {
    struct str title;
    struct str url;
    bool current;
    const struct view_link *children;
    size_t children_n;
};

/* An article in a list. */
/* A piece of a snippet. */
struct view_mark {
    struct str text;
    bool hit; /* a word that was searched for */
};

/* The same picture in one format and several widths: a <source>. */
struct view_source {
    struct str type;   /* "image/avif" */
    struct str srcset; /* "/media/… 320w, …" */
    struct str sizes;  /* how wide it stands, as CSS */
};

struct view_card {
    struct str url;
    struct str title;
    struct str kicker;
    struct str section_name;
    struct str section_url;
    struct str excerpt;
    const struct view_mark *marks; /* among search results, in the place of the excerpt */
    size_t marks_n;
    struct str time;         /* dd/mm/yyyy HH:MM */
    struct str time_rfc3339; /* for <time datetime> */
    struct str picture_url;  /* "" = none */
    struct str picture_alt;
    struct str picture_width; /* digits, "" = unknown */
    struct str picture_height;
    struct str picture_srcset; /* in its own format; "" = one width alone */
    struct str picture_sizes;
    const struct view_source *picture_sources; /* better formats, best first */
    size_t picture_sources_n;
    struct str source_name;
    struct str source_logo_url; /* "" = none */
    struct str sources_count;   /* as of an article */
    struct str papers;          /* "3 báo đưa tin"; "" unless several tell the same story */
    struct str papers_url;
    struct str sponsor;
    bool has_video;
    struct hole comments; /* HOLE_NONE when none are taken */
    struct str views;     /* in a most-read list of a period: the figure at compile time; else "" */
    int64_t rank;         /* 1, 2, … in its block */
    bool eager;           /* the first picture of the page: not lazy */
};

/* A block: a box with a heading. Exactly one of the is_ flags is set; it picks the markup. */
struct view_block {
    struct str name;  /* preset's word, for CSS: "most-read" */
    struct str title; /* heading as shown; "" = none */
    struct str title_url;
    struct str anchor; /* unique id for aria-labelledby */
    bool is_lead;      /* home: one large, some smaller */
    bool is_list;      /* titles with time */
    bool is_ranked;    /* numbered titles */
    bool is_cards;     /* picture, title, time, excerpt */
    bool is_grid;      /* as is_cards, the picture above, in columns */
    bool is_section;   /* a section's box on the home page: first large, others titles */
    bool is_video;
    bool is_sponsored;
    bool is_slot;       /* banner */
    bool is_questions;  /* Hỏi đáp thông minh */
    bool is_statistics; /* Thống kê truy cập */
    bool is_topics;     /* links */
    const struct view_card *cards;
    size_t cards_n;
    const struct view_link *links;
    size_t links_n;
    struct hole slot;
};

/* A running creative, rendered by page_creative for the slot's hole. */
struct view_creative {
    struct str url; /* /qc/{id}, "" = not a link */
    struct str picture_url;
    struct str picture_width;
    struct str picture_height;
    struct str alt;
    struct str title;
    struct str label; /* "Quảng cáo" or "" (occasion banner) */
    bool is_occasion;
    bool shows_title; /* of the slot "sponsored": the title stands under the picture */
};

/* A page of a static copy that leads on, for hosts that know no redirects. */
struct view_moved {
    struct str language;
    struct str title;
    struct str url;
    struct str canonical_url;
};

struct view_person {
    struct str name;
    struct str url;
    struct str role; /* as shown: "Ảnh" … */
};

struct view_cell {
    struct str text;
};

struct view_row {
    const struct view_cell *cells;
    size_t cells_n;
};

/* One block of an article's body; exactly one is_ flag is set. */
struct view_body_block {
    bool is_paragraph;
    bool is_heading;
    bool is_quote;
    bool is_figure;
    bool is_list;
    bool is_ordered; /* a list of numbered items */
    bool is_table;
    bool is_video;
    bool
        is_embed; /* a film on another site: a link with its poster, or words where it has no address */
    bool is_related;     /* Bài liên quan inside the body */
    bool is_slot;        /* inline banner */
    bool is_gallery;     /* three or more figures in a row, side by side */
    struct html html;    /* paragraph, heading, quote: inline markup or escaped text */
    struct str dateline; /* before the first paragraph of an article without a lead; else "" */
    struct str title;    /* heading of related; "" = the catalogue's */
    const struct view_body_block *figures; /* of a gallery: is_figure each */
    size_t figures_n;
    struct str picture_url;
    struct str picture_width;
    struct str picture_height;
    struct str picture_srcset; /* as of a card */
    struct str picture_sizes;
    const struct view_source *picture_sources;
    size_t picture_sources_n;
    struct str picture_missing; /* file name of a picture that was not in the capture, if known */
    struct str alt;
    struct str caption;
    struct str credit;
    struct str video_url;
    struct str video_type;
    struct str video_site; /* embed: "YouTube" */
    struct str poster_url;
    const struct view_cell *items;
    size_t items_n;
    const struct view_row *heads; /* of a table: none, or the row that names its columns */
    size_t heads_n;
    const struct view_row *rows;
    size_t rows_n;
    const struct view_link *links;
    size_t links_n;
    struct hole slot;
    bool eager; /* first picture: not lazy */
};

struct view_reaction {
    struct str value;  /* form value: "rat-hay" */
    struct str words;  /* "Rất hay" */
    struct str symbol; /* name of its icon */
    struct hole count;
};

struct view_comment {
    struct str id; /* digits */
    struct str name;
    struct str time;
    struct str time_rfc3339;
    struct str text; /* plain; line breaks kept by CSS */
    const struct view_comment *replies;
    size_t replies_n;
};

/* A file that comes with an article. */
struct view_document {
    struct str title;
    struct str url;
    struct str facts; /* "PDF, 1,2 MB"; "" = unknown */
    bool here; /* the site has it: else the address is elsewhere, or may not be followed ("") */
};

struct view_article {
    struct str id; /* digits */
    struct str url;
    struct str history_url;
    struct str title;
    struct str kicker;
    struct str dateline;
    struct str lead;
    struct html lead_html;   /* the same, with the register's names and sentences marked */
    struct str title_anchor; /* id of the title, when a fact stands in it */
    struct str section_name;
    struct str section_url;
    struct str time;
    struct str time_rfc3339;
    struct str updated; /* "" unless later than published */
    struct str updated_rfc3339;
    const struct view_person *authors; /* every role but photographers */
    size_t authors_n;
    const struct view_person *photographers;
    size_t photographers_n;
    struct str papers; /* as on a card */
    struct str papers_url;
    struct hole views;
    struct hole comment_count; /* HOLE_NONE: comments are not taken */
    const struct view_body_block *body;
    size_t body_n;
    struct str source_name;
    struct str source_url;
    const struct view_paper *sources; /* all that carry it; the first is source_name's */
    size_t sources_n;
    struct str sources_count; /* "3 nguồn"; "" for one alone */
    struct str sponsor;
    struct str copyright;
    const struct view_document *documents;
    size_t documents_n;
    const struct view_link *tags;
    size_t tags_n;
    const struct view_link *topics;
    size_t topics_n;
    const struct view_reaction *reactions;
    size_t reactions_n;
    bool takes_comments;
    const struct view_comment *comments;
    size_t comments_n;
    struct str share_mail_url; /* mailto: */
    bool has_video;
};

struct view_pager {
    struct str previous_url;
    struct str next_url;
    const struct view_link *pages; /* title = number; url "" = a gap */
    size_t pages_n;
};

/* A page that is a list: section, topic, author, tag, newest, most read, video, search. */
struct view_listing {
    struct str title;
    struct str label; /* "Chuyên mục", "Chủ đề", "Tác giả", "Thẻ", … */
    struct str intro;
    const struct view_link *children; /* sub-sections; periods of most read */
    size_t children_n;
    const struct view_card *cards;
    size_t cards_n;
    bool is_ranked;
    bool is_video;
    bool is_empty;       /* nothing to list: say so */
    struct str feed_url; /* this list's RSS, "" = none */
    const struct view_pager *pager;
};

/* A choice among search results: a section or a year with its count. */
struct view_facet {
    struct str title;
    struct str url;
    struct str count;
    bool current; /* chosen: url takes it back */
};

/* What was typed stands only in the form's values. */
struct view_line {
    struct str text;
};

struct view_search {
    struct str query;
    struct str author;
    struct str section;
    struct str from;
    struct str until;
    bool newest;
    bool detailed; /* a field of the form is filled in: it is open */
    bool asked;
    bool found;
    bool asks;                       /* there is a page of questions */
    struct str summary;              /* "12 kết quả" */
    const struct view_line *notices; /* a date or section that is none, a phrase nobody says */
    size_t notices_n;
    struct str corrected; /* what was searched for instead, or may have been meant */
    struct str corrected_url;
    struct str best_url; /* the other orders of the same results */
    struct str newest_url;
    const struct view_facet *sections;
    size_t sections_n;
    const struct view_facet *years;
    size_t years_n;
    const struct view_link *options; /* names of sections, for the form */
    size_t options_n;
};

/* Its numbers are in a drawing 760 wide and 240 high: bars stand on y = 200 between x = 48 and 700,
 * the highest reaches y = 20; labelled bars are at least 70 apart. */
struct view_bar {
    struct str label;
    struct str value;  /* grouped digits */
    struct str height; /* SVG numbers */
    struct str x;
    struct str y;
    struct str width;
    bool labelled; /* print the label under the axis */
};

struct view_chart {
    struct str title;
    struct str summary; /* in words, for those who do not see it */
    struct str max;
    struct str unit;
    const struct view_bar *bars;
    size_t bars_n;
};

struct view_figure {
    struct str label;
    struct str value;
    struct str url;
};

struct view_statistics {
    const struct view_chart *charts;
    size_t charts_n;
    const struct view_figure *totals;
    size_t totals_n;
    const struct view_card *top_articles;
    size_t top_articles_n;
    const struct view_figure *top_sections;
    size_t top_sections_n;
    struct str since; /* date of the first figure */
};

struct view_feed_row {
    struct str title;
    struct str url;
    struct str rss_url;
    struct str atom_url;
    struct str json_url;
};

/* A plain page: 404, 410, 500, messages after a form without JavaScript. */
struct view_message {
    struct str title;
    struct str text;
    struct str link_url;
    struct str link_title;
};

struct view_site {
    struct str preset;
    struct str language; /* "vi" */
    struct str name;
    struct str slogan;
    struct str logo_url;
    struct str logo_width;
    struct str logo_height;
    struct str icon_url;
    struct str touch_icon_url;
    struct str origin; /* "https://example.vn", no slash */
    struct str style_url;
    struct str theme_url; /* the preset's tokens */
    struct str script_url;
    struct str font_urls; /* unused here; fonts are named in style */
    struct str theme_color;
    struct str masthead; /* the preset's [look]: words that style.css knows, see docs/presets.md */
    struct str heads;
    struct str lead;
    struct str side;
    struct str density;
    bool byline_below;      /* writers after the body, not under the title */
    bool asks;              /* there is a page of questions */
    bool count_first;       /* "(3) Bình luận", not "Bình luận (3)" */
    bool frozen;            /* a static copy: no server behind it that could answer a form */
    struct str sample_note; /* "Dữ liệu mẫu …", "" = a real site */
    const struct view_menu *menu;
    size_t menu_n;
    struct hole occasion;
    struct hole top_slot;
    struct hole bottom_slot;
    const struct view_figure *imprint; /* label, value */
    size_t imprint_n;
    const struct view_figure *contacts; /* label, value, url (tel:, mailto:, https:) */
    size_t contacts_n;
    const struct view_link *services; /* buy a package, sign in …: only what exists */
    size_t services_n;
    struct str copyright;
    struct hole online;
    struct hole today;
    struct hole week;
    struct hole total;
    struct str year;
};

struct view_head {
    struct str title; /* with the site's name */
    struct str description;
    struct str canonical_url;
    bool noindex;
    struct str og_type; /* "article" or "website" */
    struct str og_title;
    struct str og_image_url;
    struct str og_image_alt;
    struct str published; /* RFC 3339 */
    struct str modified;
    struct str section;
    struct str author;
    struct str dc_source;
    struct html json_ld; /* whole JSON text, safe in a script element */
    struct str previous_url;
    struct str next_url;
    const struct view_link *feeds; /* title = MIME type */
    size_t feeds_n;
};

/* Where a fact of the register stands: the sentence, and its place in the article. */
struct view_evidence {
    struct str text;
    struct str url; /* of the sentence, highlighted */
    struct str title;
    struct str time;
};

/* A sentence of an answer in the words of the owner's endpoint. */
struct view_phrased {
    struct str text;
    const struct view_link *cites;
    size_t cites_n;
};

/* The page of questions. */
struct view_ask {
    struct str question; /* stands in the form alone */
    const struct view_evidence *answers;
    size_t answers_n;
    const struct view_phrased *phrased;
    size_t phrased_n;
    struct str summary; /* what was found, or that nothing was */
    struct str notice;
    struct str search_url; /* the same words, as a search */
};

/* A row of what is known of a record. */
struct view_fact {
    struct str label;
    struct str note;
    const struct view_link *values;
    size_t values_n;
};

/* An entry of a list of the register. */
struct view_entry {
    struct str title;
    struct str url;
    struct str time; /* as shown; "" = none */
    struct str kind;
    struct str detail;
    struct str count; /* "3 sự kiện" */
    bool planned;
    bool confirmed;
    const struct view_evidence *evidence; /* of an office: one */
    size_t evidence_n;
};

/* A day of a month's table; number "" = of another month. */
struct view_day {
    struct str number;
    const struct view_link *links;
    size_t links_n;
};

struct view_week {
    const struct view_day *days;
    size_t days_n;
};

/* Drawings: SVG numbers. */
struct view_spot {
    struct str x;
    struct str y;
    struct str r;
    struct str label_x;
    struct str label_y;
    struct str label;
    struct str title; /* what a pointer over it is told */
    struct str url;
    bool labelled;
};

struct view_edge {
    struct str x1;
    struct str y1;
    struct str x2;
    struct str y2;
    struct str width;
};

/* A drawing of who met whom. */
struct view_graph {
    struct str width;
    struct str height;
    bool narrow; /* for a phone */
    const struct view_spot *spots;
    size_t spots_n;
    const struct view_edge *edges;
    size_t edges_n;
};

/* A part of a page of the register; exactly one is_ flag is set. */
struct view_panel {
    struct str title;
    struct str anchor;
    struct str intro;
    bool quiet;       /* the page's title says the heading: for those who hear it alone */
    bool is_timeline; /* entries with their times */
    bool is_list;     /* entries, short */
    bool is_offices;  /* entries as a table: office, from, until, source */
    bool is_quotes;   /* evidence */
    bool is_conflict; /* facts on which articles differ */
    bool is_table;
    bool is_month;
    bool is_map;
    bool is_graph;
    const struct view_entry *entries;
    size_t entries_n;
    const struct view_evidence *evidence;
    size_t evidence_n;
    const struct view_fact *facts;
    size_t facts_n;
    const struct view_cell *heads;
    size_t heads_n;
    const struct view_entry_row *rows;
    size_t rows_n;
    const struct view_week *weeks;
    size_t weeks_n;
    const struct view_spot *spots;
    size_t spots_n;
    const struct view_graph *graphs;
    size_t graphs_n;
    struct str more_url;
    struct str more;
};

/* A row of a table whose cells may be links. */
struct view_entry_row {
    const struct view_link *cells;
    size_t cells_n;
};

/* The form over a list: each field only where it stands for something. */
struct view_register_filter {
    struct str action;
    bool has_name;
    struct str name;
    bool has_kind;
    const struct view_option *kinds;
    size_t kinds_n;
    bool has_year;
    const struct view_option *years;
    size_t years_n;
    bool has_country;
    const struct view_option *countries;
    size_t countries_n;
};

struct view_option {
    struct str value;
    struct str title;
    bool current;
};

/* The form that asks for the relations of two parties. */
struct view_register_choice {
    struct str action;
    const struct view_option *ones;
    size_t ones_n;
    const struct view_option *others;
    size_t others_n;
};

struct view_register {
    struct str title;
    struct str label;
    struct str intro;
    struct str notice;            /* confirmed by whom; planned */
    const struct view_link *tabs; /* the lists of the register */
    size_t tabs_n;
    const struct view_fact *facts;
    size_t facts_n;
    const struct view_register_filter *filter;
    const struct view_register_choice *choice;
    const struct view_panel *panels;
    size_t panels_n;
    const struct view_link *files; /* title = what it is: "CSV" */
    size_t files_n;
    bool is_empty;
    const struct view_pager *pager;
};

/* A run of words in what changed; one of added, removed, gap and same is set. */
struct view_change {
    struct str text;
    bool added;
    bool removed;
    bool gap;
    bool same;
};

/* An entry of an article's history. */
struct view_history_entry {
    struct str what; /* "Đăng" */
    struct str time;
    struct str time_rfc3339;
    struct str number; /* of the entry in the chain */
    struct str proof_url;
    struct str note;       /* "Nội dung không đổi", or that it does not hold */
    struct str author_key; /* of who signed it, its first half; "": the site alone did */
    const struct view_change *changes;
    size_t changes_n;
};

struct view_history {
    struct str title; /* the article's */
    struct str url;
    struct str key;                           /* the site's public key */
    const struct view_history_entry *entries; /* newest first */
    size_t entries_n;
};

/* The newsroom's desk. */
struct view_desk_session {
    int64_t id;
    struct str agent; /* "Firefox, Windows" */
    struct str network;
    struct str started;
    struct str seen;
    bool current; /* the one that looks */
};

struct view_desk_comment {
    int64_t id;
    struct str name;
    struct str text;
    struct str article;
    struct str time;
    struct str time_rfc3339;
};

struct view_desk_code {
    struct str code;
};

/* The secret of two-step sign-in, shown once. */
struct view_desk_secret {
    struct str key;
    struct str uri;
};

struct view_desk_account {
    const struct view_desk_session *sessions;
    size_t sessions_n;
    bool has_others; /* besides the current one */
    bool totp;
    struct str totp_state;                 /* in words */
    const struct view_desk_secret *secret; /* two-step sign-in waits for its first code */
    const struct view_desk_code *codes;    /* new recovery codes */
    size_t codes_n;
};

struct view_desk_queue {
    const struct view_desk_comment *comments;
    size_t comments_n;
    bool more; /* than are shown */
};

/* A domain that waits for a second person. */
/* A link to a domain that waits. */
struct view_desk_link {
    struct str url;   /* shown as text: nobody has looked at it yet */
    struct str title; /* of the article it stands in; "" = in none */
};

struct view_desk_domain {
    int64_t number; /* on its page, from 1 */
    struct str domain;
    struct str who; /* brought it, and by what */
    struct str what;
    struct str time;
    struct str time_rfc3339;
    struct str links;                      /* how many lead there, in words */
    const struct view_desk_link *standing; /* some of them */
    size_t standing_n;
    bool own; /* brought by who looks */
};

struct view_desk_links {
    const struct view_desk_domain *domains;
    size_t domains_n;
    bool more; /* than are shown */
};

/* A page of the desk: a root of its own. */
struct view_desk {
    const struct words *t;
    const struct view_site *site;
    struct str title;
    struct str style_url;
    struct str form;   /* the token that every form sends */
    struct str who;    /* signed in; "" = nobody */
    struct str role;   /* in words */
    struct str notice; /* what was done */
    struct str fault;  /* what is wrong */
    bool may_moderate;
    bool may_link;
    bool asks_password;
    bool asks_code;
    struct str typed_name;
    const struct view_desk_account *account;
    const struct view_desk_queue *queue;
    const struct view_desk_links *links;
    const struct view_message *message;
};

/* Every page's root. One of article, listing, search,
 * questions, statistics, feeds, message and home is set. */
struct view_page {
    const struct words *t;
    const struct view_site *site;
    const struct view_head *head;
    struct str kind; /* "home", "article", "section", … for CSS */
    const struct view_link *breadcrumb;
    size_t breadcrumb_n;
    bool is_home;
    bool is_contact;
    const struct view_article *article;
    const struct view_listing *listing;
    const struct view_search *search;
    const struct view_ask *questions;
    const struct view_statistics *statistics;
    const struct view_feed_row *feeds;
    size_t feeds_n;
    const struct view_message *message;
    const struct view_register *record;
    const struct view_history *history;
    const struct view_block *top_blocks; /* full width, above */
    size_t top_blocks_n;
    const struct view_block *main_blocks; /* main column, after the content */
    size_t main_blocks_n;
    const struct view_block *side_blocks;
    size_t side_blocks_n;
    const struct view_block *bottom_blocks; /* full width, below */
    size_t bottom_blocks_n;
};

#endif
