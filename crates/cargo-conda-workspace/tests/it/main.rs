//! The crate against real cargo: workspaces of path dependencies, written to temporary directories.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

mod affected;
mod changes;
mod closure;
mod dependencies;
mod feature_gaps;
mod features;
mod fixture;
mod inputs;
mod load;
mod members;
mod oracle;
mod selected_features;
mod unit_graph;
mod units;
