/* Where an old address leads now. Pure. */
#ifndef LOA_SITE_MOVED_H
#define LOA_SITE_MOVED_H

#include "store/store.h"

/* The path of this site, or the address elsewhere, in a. */
struct str moved_location(struct arena *a, const struct store_redirect *r);

/* An address that nothing was noted for may mean another that was, the i-th of
 * STORE_REDIRECT_OTHERS, in a: a
 * size of a picture that was never named ("a-300x200.jpg" -> "a.jpg") or another view of a page: a
 * further page of a list or an article ("/page/2", "/page-2", "/2", "?paged=2"), its feed, its AMP
 * ("/amp"), a page of its comments; those of the home page are noted as "/page"; a last part that was noted for wherever it stands, as NukeViet numbers it
 * ("/tin/muc-cu/bai-12.html" -> "/" "*" "/bai-12.html"). "" when there is none. */
struct str moved_other(struct arena *a, struct str path, int i);

#endif
