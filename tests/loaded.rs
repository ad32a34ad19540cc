//! The library that tests load at run time.

use std::ffi::{CString, c_char, c_int, c_void};
use std::os::unix::ffi::OsStrExt;

unsafe extern "C" {
    safe fn dlopen(path: *const c_char, flags: c_int) -> *mut c_void;
    safe fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
}

const RTLD_NOW: c_int = 2;

/// Loads the library, and returns its counting function.
pub(crate) fn load() -> extern "C" fn() -> u64 {
    let path = std::env::current_exe().expect("a test has a path").with_file_name("libgapless_loaded.so");
    let path = CString::new(path.as_os_str().as_bytes()).expect("no path has a NUL");
    let library = dlopen(path.as_ptr(), RTLD_NOW);
    assert!(!library.is_null(), "{path:?} cannot be loaded");
    let function = dlsym(library, c"gapless_loaded_count".as_ptr());
    assert!(!function.is_null(), "the library has the function");
    // SAFETY: the library declares this function with this type, and stays loaded.
    unsafe { std::mem::transmute::<*mut c_void, extern "C" fn() -> u64>(function) }
}
