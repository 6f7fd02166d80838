//! Faults that tests ask for, in builds with `debug_assertions`: the process dies at a named point, or a step
//! fails there.

use std::collections::BTreeMap;

use cargo_conda_engine::{inject_fault, trace_fault_points};

/// The variable with the fault, in the notation of [`inject_fault`].
const FAULT: &str = "CARGO_CONDA_FAULT";

/// The variable with the path of a file to which the points are written that the process reaches.
const TRACE: &str = "CARGO_CONDA_FAULT_TRACE";

/// Installs what the variables of the process ask for.
pub(crate) fn install(caller: &BTreeMap<String, String>) -> Result<(), String> {
    if let Some(file) = caller.get(TRACE) {
        trace_fault_points(file.into());
    }
    caller.get(FAULT).map_or(Ok(()), |fault| inject_fault(fault))
}
