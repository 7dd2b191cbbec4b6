-- What a list shows of an article: struct store_card. A statement adds "views" after it, because a
-- most-read list shows the views of its period.

-- fragment: card
-- columns: id slug section_name section_slug title kicker excerpt published_ms order_ms updated_ms picture picture_alt picture_width_px picture_height_px has_video aggregated featured source_name sponsor comments story_id story_articles story_sources feeds
a.id AS id, a.slug AS slug, s.name AS section_name, s.slug AS section_slug,
a.title AS title, a.kicker AS kicker, a.excerpt AS excerpt,
a.published_ms AS published_ms, a.order_ms AS order_ms, a.updated_ms AS updated_ms,
a.picture AS picture, a.picture_alt AS picture_alt,
m.width_px AS picture_width_px, m.height_px AS picture_height_px,
a.has_video AS has_video, a.aggregated AS aggregated, a.featured AS featured,
a.source_name AS source_name, a.sponsor AS sponsor, n.comments AS comments,
t.id AS story_id, t.articles AS story_articles, t.sources AS story_sources,
CASE WHEN a.aggregated = 1 THEN (SELECT count(DISTINCT i.feed_id) FROM feed_item i
    WHERE i.article_id = a.id AND i.state = 1) ELSE 0 END AS feeds

-- fragment: card_views
-- columns: {card} views
{card}, n.views AS views

-- fragment: card_joins
JOIN section s ON s.id = a.section_id
JOIN article_count n ON n.article_id = a.id
LEFT JOIN media m ON m.path = a.picture
LEFT JOIN story_member y ON y.article_id = a.id
LEFT JOIN story t ON t.id = y.story_id

-- x is a list of article_id, already cut to its page: only what is shown is joined
-- fragment: card_from
JOIN article a ON a.id = x.article_id
{card_joins}
