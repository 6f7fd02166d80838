//! What each member can become: a module for each kind of product, which looks for its evidence and reads its
//! keys.

mod assets;
mod c_library;
mod capi;
mod check;
mod description;
mod find;
mod programs;
pub(super) mod relations;

pub(super) use check::check;
pub(super) use find::{Products, features_of, of};
