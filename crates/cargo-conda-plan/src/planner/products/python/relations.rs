//! What a Python extension needs by itself.

use cargo_conda_mapping::Requirement;

use crate::model::{PythonAbi, PythonExtension};
use crate::planner::products::relations::Relations;

/// The Python that a module was compiled for, up to its next minor version.
const PINNED: &str = "${{ pin_compatible('python', lower_bound='x.x', upper_bound='x.x') }}";

/// The packages of Pythons that can import modules with the stable ABI, as
/// [CEP 20](https://conda.org/learn/ceps/cep-0020) has them: those with the global lock.
const STABLE: [&str; 2] = ["cpython", "python-gil"];

/// maturin to build with, and Python. A module with the stable ABI is compiled without an interpreter.
pub(in crate::planner::products) fn relations(extension: &PythonExtension) -> Relations {
    let parsed = |text: &str| Requirement::parse(text).expect("a constant match spec");
    let mut own = Relations {
        build: vec![extension.maturin.clone()],
        host: Vec::new(),
        run: vec![extension.python.clone()],
        run_exports: Vec::new(),
    };
    match extension.abi {
        PythonAbi::Stable(oldest) => {
            let [cpython, lock] = STABLE;
            own.run.extend([parsed(&format!("{cpython} >={oldest}")), parsed(lock)]);
        }
        PythonAbi::OfOneVersion => {
            own.host.push(parsed("python"));
            own.run = vec![parsed(PINNED)];
        }
    }
    own.run.extend(extension.dependencies.iter().cloned());
    own
}
