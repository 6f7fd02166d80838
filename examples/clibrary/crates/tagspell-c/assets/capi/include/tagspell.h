#ifndef TAGSPELL_H
#define TAGSPELL_H

#include <stdint.h>

/* The bytes of the longest tag and the zero byte after it. */
#define TAGSPELL_SIZE 14

#ifdef __cplusplus
extern "C" {
#endif

/* Writes the tag of a number. */
void tagspell_spell(uint64_t number, char tag[TAGSPELL_SIZE]);

/* Reads a tag. Returns 0, or -1 and leaves the number alone if the tag is none. */
int tagspell_read(const char *tag, uint64_t *number);

#ifdef __cplusplus
}
#endif

#endif
