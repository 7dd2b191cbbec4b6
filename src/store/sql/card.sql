-- What a list shows of an article: struct store_card, and what else its seal speaks of (row_*, seal_*: the last
-- entry that names it). A statement adds "views" after it, because a most-read list shows the views of its period.

-- fragment: card
-- columns: id slug section_name section_slug title kicker excerpt published_ms order_ms updated_ms picture picture_alt picture_width_px picture_height_px has_video aggregated featured source_name sponsor comments story_id story_articles story_sources feeds row_revision row_section_id row_withdrawn row_comments seal_seq seal_thing seal_act seal_object_id seal_name seal_revision seal_at_ms seal_content seal_state seal_prev seal_skip seal_key_no seal_signature seal_public_key
a.id AS id, a.slug AS slug, s.name AS section_name, s.slug AS section_slug,
a.title AS title, a.kicker AS kicker, a.excerpt AS excerpt,
a.published_ms AS published_ms, a.order_ms AS order_ms, a.updated_ms AS updated_ms,
a.picture AS picture, a.picture_alt AS picture_alt,
m.width_px AS picture_width_px, m.height_px AS picture_height_px,
a.has_video AS has_video, a.aggregated AS aggregated, a.featured AS featured,
a.source_name AS source_name, a.sponsor AS sponsor, n.comments AS comments,
t.id AS story_id, t.articles AS story_articles, t.sources AS story_sources,
CASE WHEN a.aggregated = 1 THEN (SELECT count(DISTINCT i.feed_id) FROM feed_item i
    WHERE i.article_id = a.id AND i.state = 1) ELSE 0 END AS feeds,
a.revision AS row_revision, a.section_id AS row_section_id, a.withdrawn_ms AS row_withdrawn,
a.comments_closed AS row_comments, {last_entry}

-- fragment: card_views
-- columns: {card} views
{card}, n.views AS views

-- fragment: card_joins
JOIN section s ON s.id = a.section_id
JOIN article_count n ON n.article_id = a.id
LEFT JOIN media m ON m.path = a.picture
LEFT JOIN story_member y ON y.article_id = a.id
LEFT JOIN story t ON t.id = y.story_id
{last_entry_joins}

-- The last entry of the chain that names article a, and its key: seal_seq to seal_public_key, as {seal} has them.
-- fragment: last_entry
el.seq AS seal_seq, el.thing AS seal_thing, el.act AS seal_act, el.object_id AS seal_object_id, el.name AS seal_name,
el.revision AS seal_revision, el.at_ms AS seal_at_ms, el.content AS seal_content, el.state AS seal_state,
el.prev AS seal_prev, el.skip AS seal_skip, el.key_no AS seal_key_no, el.signature AS seal_signature,
ek.public_key AS seal_public_key

-- fragment: last_entry_joins
LEFT JOIN seal el ON el.seq = (SELECT max(es.seq) FROM seal es WHERE es.thing = 1 AND es.object_id = a.id)
LEFT JOIN seal_key ek ON ek.key_no = el.key_no

-- x is a list of article_id, already cut to its page: only what is shown is joined
-- fragment: card_from
JOIN article a ON a.id = x.article_id
{card_joins}
