/* Names on the disk: a file that was synced may still be gone after a loss of power when the folder that names it was
 * not. Any thread. */
#ifndef LOA_BASE_FOLDER_SYNC_H
#define LOA_BASE_FOLDER_SYNC_H

#include "base/err.h"

#include <stdbool.h>

/* Brings what the folder at path names to the disk. False with errno set: it cannot be done. */
bool folder_sync(const char *path) MUST_USE;

/* The same for the folder in which path stands. */
bool folder_sync_of(const char *path) MUST_USE;

#endif
