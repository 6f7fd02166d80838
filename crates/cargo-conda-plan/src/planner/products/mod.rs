//! What each member can become: a module for each kind of product, which looks for its evidence and reads its
//! keys.

mod find;
mod programs;

pub(super) use find::{Products, of};
