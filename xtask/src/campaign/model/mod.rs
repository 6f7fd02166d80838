//! The generated workspace as a state machine: its states, the edits between them, the files of a state, and
//! what a state must lead to. Pure; only `world` touches files.

mod edit;
mod expected;
mod files;
mod sources;
mod state;
mod text;

pub(super) use self::edit::{Edit, Loss, Meanwhile, Step, Switch, Time, any_edit, any_step, value_edit};
pub(super) use self::expected::{Expected, Releases, expected};
pub(super) use self::files::{Files, files};
pub(super) use self::state::{Program, State, Toolchain, Tree};
pub(super) use self::text::Text;
