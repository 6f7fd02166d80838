//! The module `wordtally._native`, in terms of Python's C API.

use std::ffi::{c_char, c_long};
use std::ptr;

use pyo3_ffi::{
    METH_O, PyLong_FromLong, PyMethodDef, PyMethodDefPointer, PyModule_Create, PyModuleDef,
    PyModuleDef_HEAD_INIT, PyObject, PyUnicode_AsUTF8AndSize,
};

/// `tally(text)`: the number of words in a text.
unsafe extern "C" fn tally(_module: *mut PyObject, text: *mut PyObject) -> *mut PyObject {
    let mut length = 0;
    let bytes = unsafe { PyUnicode_AsUTF8AndSize(text, &mut length) };
    let length = usize::try_from(length).unwrap_or_default();
    if bytes.is_null() {
        // Python has set the exception: the argument is no text.
        return ptr::null_mut();
    }
    let bytes = unsafe { std::slice::from_raw_parts(bytes.cast::<u8>(), length) };
    let words = wordtally_core::tally(&String::from_utf8_lossy(bytes));
    unsafe { PyLong_FromLong(c_long::try_from(words).unwrap_or(c_long::MAX)) }
}

static mut METHODS: [PyMethodDef; 2] = [
    PyMethodDef {
        ml_name: c"tally".as_ptr().cast::<c_char>(),
        ml_meth: PyMethodDefPointer { PyCFunction: tally },
        ml_flags: METH_O,
        ml_doc: c"The number of words in a text.".as_ptr(),
    },
    PyMethodDef::zeroed(),
];

static mut MODULE: PyModuleDef = PyModuleDef {
    m_base: PyModuleDef_HEAD_INIT,
    m_name: c"_native".as_ptr(),
    m_doc: ptr::null(),
    m_size: 0,
    m_methods: (&raw mut METHODS).cast(),
    m_slots: ptr::null_mut(),
    m_traverse: None,
    m_clear: None,
    m_free: None,
};

/// Called by Python when the module is imported.
///
/// # Safety
///
/// The interpreter that imports the module is the only caller.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyInit__native() -> *mut PyObject {
    unsafe { PyModule_Create(&raw mut MODULE) }
}
