//! `cargo xtask book`: makes pages of the book in `docs/book`, and looks at them in a browser.

mod look;
mod make;

pub(crate) use look::look;
pub(crate) use make::make;
