/* Spells a number and reads it back. */

#include <inttypes.h>
#include <stdio.h>
#include <tagspell.h>

int main(void) {
    char tag[TAGSPELL_SIZE];
    uint64_t number = 0;

    tagspell_spell(1000677, tag);
    if (tagspell_read(tag, &number) != 0) {
        return 1;
    }
    printf("%s is %" PRIu64 "\n", tag, number);
    return 0;
}
