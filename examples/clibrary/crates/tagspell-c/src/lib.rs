//! The C library `tagspell`. Its header is `assets/capi/include/tagspell.h`.

use std::ffi::{CStr, c_char, c_int};

/// `tagspell_spell`: writes the tag of a number and the zero byte after it.
///
/// # Safety
///
/// There is room for 14 bytes at `tag`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tagspell_spell(number: u64, tag: *mut c_char) {
    let text = tagspell_core::spell(number);
    unsafe {
        tag.copy_from_nonoverlapping(text.as_ptr().cast(), text.len());
        tag.add(text.len()).write(0);
    }
}

/// `tagspell_read`: the number of a tag; 0 on success, and -1 if the tag is none.
///
/// # Safety
///
/// `tag` is a text with a zero byte at its end, and there is room for a number at `number`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tagspell_read(tag: *const c_char, number: *mut u64) -> c_int {
    let text = unsafe { CStr::from_ptr(tag) };
    match text.to_str().ok().and_then(tagspell_core::read) {
        Some(found) => {
            unsafe { number.write(found) };
            0
        }
        None => -1,
    }
}
