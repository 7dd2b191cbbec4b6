/* Pictures and films in a page: what is their caption, what is its credit. Not shared between
 * threads. */
#ifndef LOA_SOURCE_HTML_MEDIA_H
#define LOA_SOURCE_HTML_MEDIA_H

#include "source/html_tree.h"

enum {
    HTML_CAPTION_MAX_CP = 600,   /* longer text below a picture is text */
    HTML_PICTURES_BOX_MAX = 400, /* pictures of one gallery */
};

struct html_picture {
    html_node img;
    struct str src; /* absolute where base is; "" if only data or nothing is there */
    struct str alt;
    struct str caption;
    struct str credit; /* printed apart from the caption */
};

struct html_pictures {
    struct html_picture *at;
    size_t n;
};

struct html_video {
    struct str src;
    struct str poster;
    struct str caption;
};

/* True if n holds one or more pictures and nothing else but their captions: a figure, a table of
 * picture and caption, an img alone. */
bool html_is_picture_box(const struct html_tree *t, html_node n);

/* The pictures of such a box, each with its caption. In t's arena. */
struct html_pictures html_pictures_read(const struct html_tree *t, html_node box, struct str base);

/* A film or its player. False if n is none that can be told (advertising, trackers). */
bool html_video_read(const struct html_tree *t, html_node n, struct str base,
                     struct html_video *out);

/* The film that a script will show in n, as n's data name it ("data-vid"). False where a player stands
 * in n already. */
bool html_video_of_script(const struct html_tree *t, html_node n, struct str base,
                          struct html_video *out);

/* True if n's text is set in the middle by its own style or attribute. */
bool html_is_centred(const struct html_tree *t, html_node n);

/* True if all text of n is in em or i. */
bool html_is_slanted(const struct html_tree *t, html_node n);

/* True if s has no character but white space. */
bool html_text_is_blank(struct str s);

/* The address of what another site shows in the frame n; "" if n is none, shows advertising, or is too small
 * to be seen. */
struct str html_frame_address(const struct html_tree *t, html_node n, struct str base);

#endif
