/* `bcryptprimitives.dll` for a Wine that has none: the one function that Rust's standard library imports. */

#include <stddef.h>

/* The name under which advapi32 has RtlGenRandom. */
__declspec(dllimport) unsigned char __stdcall SystemFunction036(void *buffer, unsigned long length);

__declspec(dllexport) int __stdcall ProcessPrng(unsigned char *buffer, size_t length)
{
    return SystemFunction036(buffer, (unsigned long) length) != 0;
}

int __stdcall DllMainCRTStartup(void *library, unsigned long reason, void *reserved)
{
    return 1;
}
