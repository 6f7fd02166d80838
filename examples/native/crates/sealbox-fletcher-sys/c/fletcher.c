#include <stddef.h>
#include <stdint.h>

/* Fletcher-32 over bytes, continued from `state`; 0 starts. */
uint32_t sealbox_fletcher32(uint32_t state, const uint8_t *bytes, size_t length) {
    uint32_t low = state & 0xffff;
    uint32_t high = state >> 16;
    for (size_t at = 0; at < length; at++) {
        low = (low + bytes[at]) % 65535;
        high = (high + low) % 65535;
    }
    return (high << 16) | low;
}
