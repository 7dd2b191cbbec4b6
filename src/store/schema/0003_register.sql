-- The register of external affairs (docs/decisions/0018-register-store.md): records that stay, and what
-- each article says of them, which goes and comes with the article.
--
-- Records (register_entity, register_event) and the decisions of persons (verdict, register_rule,
-- register_office_verdict) outlive every re-run: an article's facts are taken away and put again, and
-- find the same records. What no listed article speaks of is not shown.

-- kind: 0 person, 1 organization, 2 country, 3 place. code: the gazetteer's id. verdict: 0 none, 1
-- confirmed, 2 rejected. articles: listed ones that name it.
CREATE TABLE register_entity (
    id INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    slug TEXT NOT NULL,
    code TEXT NOT NULL,
    country TEXT NOT NULL,
    articles INTEGER NOT NULL,
    verdict INTEGER NOT NULL,
    verdict_by TEXT NOT NULL,
    verdict_ms INTEGER
) STRICT;
CREATE UNIQUE INDEX register_entity_slug ON register_entity (kind, slug);
CREATE INDEX register_entity_listed ON register_entity (kind, articles, id);
CREATE INDEX register_entity_country ON register_entity (country, articles, id);

-- By what a record is found again: its names under their keys. uses: articles that write it so.
CREATE TABLE register_name (
    kind INTEGER NOT NULL,
    key TEXT NOT NULL,
    entity_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    uses INTEGER NOT NULL,
    PRIMARY KEY (kind, key, entity_id, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX register_name_entity ON register_name (entity_id, uses);

-- counted: its mentions are in register_entity.articles.
CREATE TABLE register_article (
    article_id INTEGER PRIMARY KEY REFERENCES article (id),
    revision INTEGER NOT NULL,
    counted INTEGER NOT NULL
) STRICT;

-- The sentences facts stand in: bytes of article_own_text.
CREATE TABLE register_sentence (
    article_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    start_byte INTEGER NOT NULL,
    end_byte INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (article_id, number)
) STRICT, WITHOUT ROWID;

-- Where an article first names a record. origin_id: the record found by the name; entity_id: the one
-- the rules lead to. shown 0: only read from an office.
CREATE TABLE register_mention (
    article_id INTEGER NOT NULL,
    origin_id INTEGER NOT NULL,
    entity_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    shown INTEGER NOT NULL,
    sentence INTEGER NOT NULL,
    start_byte INTEGER NOT NULL,
    end_byte INTEGER NOT NULL,
    confidence INTEGER NOT NULL,
    PRIMARY KEY (article_id, origin_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX register_mention_entity ON register_mention (entity_id, article_id);
CREATE INDEX register_mention_origin ON register_mention (origin_id, article_id);

-- at_day: of the publication; NULL: unknown.
CREATE TABLE register_office (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL,
    origin_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    at_day INTEGER,
    sentence INTEGER NOT NULL,
    start_byte INTEGER NOT NULL,
    end_byte INTEGER NOT NULL,
    confidence INTEGER NOT NULL
) STRICT;
CREATE INDEX register_office_person ON register_office (person_id, key);
CREATE INDEX register_office_article ON register_office (article_id, origin_id);

CREATE TABLE register_office_verdict (
    person_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    verdict INTEGER NOT NULL,
    verdict_by TEXT NOT NULL,
    verdict_ms INTEGER NOT NULL,
    PRIMARY KEY (person_id, key)
) STRICT, WITHOUT ROWID;

-- Events and agreements as their reports agree on them. sort_day: day, else a near one.
CREATE TABLE register_event (
    id INTEGER PRIMARY KEY,
    is_agreement INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    slug TEXT NOT NULL,
    title TEXT NOT NULL,
    word TEXT NOT NULL,
    date TEXT NOT NULL,
    until TEXT NOT NULL,
    date_precision INTEGER NOT NULL,
    day INTEGER,
    until_day INTEGER,
    sort_day INTEGER,
    period_from TEXT NOT NULL,
    period_to TEXT NOT NULL,
    amount INTEGER NOT NULL,
    planned INTEGER NOT NULL,
    host_id INTEGER,
    head_id INTEGER,
    guest TEXT NOT NULL,
    place TEXT NOT NULL,
    under_id INTEGER,
    reports INTEGER NOT NULL,
    verdict INTEGER NOT NULL,
    verdict_by TEXT NOT NULL,
    verdict_ms INTEGER
) STRICT;
CREATE UNIQUE INDEX register_event_slug ON register_event (is_agreement, slug);
CREATE INDEX register_event_day ON register_event (is_agreement, sort_day, id);
CREATE INDEX register_event_under ON register_event (under_id);

-- By what an event is found again: what the reports that led to it by themselves agree on, those of
-- withdrawn articles too. It stays when they go.
CREATE TABLE register_match (
    event_id INTEGER PRIMARY KEY,
    is_agreement INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    title TEXT NOT NULL,
    date_precision INTEGER NOT NULL,
    day INTEGER,
    until_day INTEGER,
    near_day INTEGER,
    period TEXT NOT NULL,
    amount INTEGER NOT NULL,
    host_id INTEGER,
    head_id INTEGER,
    guest TEXT NOT NULL,
    place TEXT NOT NULL,
    match_key TEXT NOT NULL
) STRICT;
CREATE INDEX register_match_host ON register_match (host_id, near_day);
CREATE INDEX register_match_head ON register_match (head_id, near_day);
CREATE INDEX register_match_key ON register_match (match_key, near_day);

-- What one article says of an event.
CREATE TABLE register_report (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL,
    origin_id INTEGER NOT NULL,
    event_id INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    title TEXT NOT NULL,
    word TEXT NOT NULL,
    date TEXT NOT NULL,
    until TEXT NOT NULL,
    date_precision INTEGER NOT NULL,
    day INTEGER,
    until_day INTEGER,
    near_day INTEGER,
    period_from TEXT NOT NULL,
    period_to TEXT NOT NULL,
    amount INTEGER NOT NULL,
    planned INTEGER NOT NULL,
    guest TEXT NOT NULL,
    place TEXT NOT NULL,
    occasion TEXT NOT NULL,
    invited_by TEXT NOT NULL,
    fields TEXT NOT NULL,
    match_key TEXT NOT NULL,
    sentence INTEGER NOT NULL,
    start_byte INTEGER NOT NULL,
    end_byte INTEGER NOT NULL,
    confidence INTEGER NOT NULL
) STRICT;
CREATE INDEX register_report_event ON register_report (event_id, article_id);
CREATE INDEX register_report_origin ON register_report (origin_id);
CREATE INDEX register_report_article ON register_report (article_id);

-- Who took part; entity_id NULL: only a text.
CREATE TABLE register_part (
    report_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    role INTEGER NOT NULL,
    origin_id INTEGER,
    entity_id INTEGER,
    text TEXT NOT NULL,
    PRIMARY KEY (report_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX register_part_entity ON register_part (entity_id, role, report_id);

-- What persons decided: whatever leads to from_id (in that article, by that name, where one is
-- said) is to_id.
CREATE TABLE register_rule (
    id INTEGER PRIMARY KEY,
    is_event INTEGER NOT NULL,
    from_id INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    to_id INTEGER NOT NULL,
    decided_by TEXT NOT NULL,
    decided_ms INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX register_rule_from ON register_rule (is_event, from_id, article_id, name);
CREATE INDEX register_rule_to ON register_rule (is_event, to_id);
