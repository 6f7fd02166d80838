//! The key `c-library`: whether a member is a library for C programs.

use toml_edit::Item;

use super::tables::Reader;
use crate::config::layer::CLibraryKeys;

/// The keys of the table `c-library`.
const KEYS: [&str; 4] = ["name", "devel", "shared", "static"];

impl Reader<'_> {
    /// Reads `true`, `false`, or a table, which means `true` too.
    pub(super) fn c_library(&mut self, key: &str, item: &Item) -> Option<CLibraryKeys> {
        if let Some(is_wanted) = item.as_bool() {
            let is_wanted = Some(self.located(is_wanted, item.span()));
            return Some(CLibraryKeys { is_wanted, ..CLibraryKeys::default() });
        }
        let Some(table) = item.as_table_like() else {
            self.wrong_type(key, item, "`true`, `false` or a table");
            return None;
        };
        let is_wanted = Some(self.located(true, item.span()));
        let mut keys = CLibraryKeys { is_wanted, ..CLibraryKeys::default() };
        for (name, item) in table.iter() {
            match name {
                "name" => keys.name = self.string(name, item),
                "devel" => keys.has_devel = self.boolean(name, item),
                "shared" => keys.is_shared = self.boolean(name, item),
                "static" => keys.is_static = self.boolean(name, item),
                _ => self.unknown_key(table, name, &KEYS),
            }
        }
        Some(keys)
    }
}
