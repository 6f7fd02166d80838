//! What each member can become: a module for each kind of product, which looks for its evidence and reads its
//! keys.

mod assets;
mod c_library;
mod capi;
mod capi_keys;
mod description;
mod find;
mod installed;
mod problems_of_c_library;
mod programs;
mod python;
pub(super) mod relations;

pub(super) use find::{Products, features_of, of};
