//! The options of a benchmark.

use std::str::FromStr;

use crate::error::ChoreError;

/// The arguments of a benchmark that have not been read yet: each method removes the option that it reads.
pub(super) struct Arguments(Vec<String>);

impl Arguments {
    pub(super) fn new(arguments: &[&str]) -> Self {
        Self(arguments.iter().map(|&argument| argument.to_owned()).collect())
    }

    /// Removes an option without a value; true if it was there.
    pub(super) fn flag(&mut self, name: &str) -> bool {
        let position = self.0.iter().position(|argument| argument == name);
        position.map(|at| self.0.remove(at)).is_some()
    }

    /// Removes an option with a value, written `--name value` or `--name=value`; `None` if it is missing.
    pub(super) fn value(&mut self, name: &str) -> Result<Option<String>, ChoreError> {
        let joined = format!("{name}=");
        let Some(at) = self.0.iter().position(|argument| argument == name || argument.starts_with(&joined))
        else {
            return Ok(None);
        };
        let option = self.0.remove(at);
        if let Some(value) = option.strip_prefix(&joined) {
            return Ok(Some(value.to_owned()));
        }
        if at == self.0.len() {
            return Err(ChoreError::Bench(format!("`{name}` needs a value: `{name} VALUE`")));
        }
        Ok(Some(self.0.remove(at)))
    }

    /// Removes all occurrences of an option that can be repeated, by its two names. Returns the values in
    /// order.
    pub(super) fn values(&mut self, names: [&str; 2]) -> Result<Vec<String>, ChoreError> {
        let mut values = Vec::new();
        for name in names {
            while let Some(value) = self.value(name)? {
                values.push(value);
            }
        }
        Ok(values)
    }

    /// The value of `--rounds`: how many times each side runs.
    pub(super) fn rounds(&mut self, usual: usize) -> Result<usize, ChoreError> {
        let rounds = self.value("--rounds")?.map(|value| positive(&value, "--rounds"));
        Ok(rounds.transpose()?.unwrap_or(usual))
    }

    /// The value of an option that takes positive numbers separated by commas.
    pub(super) fn numbers(&mut self, name: &str, usual: &[usize]) -> Result<Vec<usize>, ChoreError> {
        let Some(list) = self.value(name)? else {
            return Ok(usual.to_vec());
        };
        list.split(',').map(|number| positive(number, name)).collect()
    }

    /// Fails if an argument is left, which is none of the benchmark's options.
    pub(super) fn finish(self) -> Result<(), ChoreError> {
        match self.0.first() {
            None => Ok(()),
            Some(argument) => Err(ChoreError::Bench(format!(
                "`{argument}` is not an option of this benchmark; run `cargo xtask bench` for the list"
            ))),
        }
    }
}

fn positive(text: &str, option: &str) -> Result<usize, ChoreError> {
    match usize::from_str(text) {
        Ok(number) if number > 0 => Ok(number),
        Ok(_) | Err(_) => Err(ChoreError::Bench(format!("`{option}` needs a positive number, not `{text}`"))),
    }
}

#[cfg(test)]
mod tests {
    use super::Arguments;

    #[test]
    fn each_option_is_removed_when_it_is_read() {
        let mut arguments =
            Arguments::new(&["-p", "a", "--rounds=7", "--package", "b", "--separate", "--members", "3,20"]);
        assert_eq!(arguments.values(["-p", "--package"]).unwrap(), ["a", "b"]);
        assert_eq!(arguments.rounds(3).unwrap(), 7);
        assert_eq!(arguments.numbers("--members", &[]).unwrap(), [3, 20]);
        assert!(arguments.flag("--separate") && !arguments.flag("--staging"));
        arguments.finish().unwrap();
    }

    #[test]
    fn unknown_options_and_bad_values_are_refused() {
        assert!(Arguments::new(&["--what"]).finish().is_err());
        assert!(Arguments::new(&["--touch"]).value("--touch").is_err());
        assert!(Arguments::new(&["--rounds", "0"]).rounds(3).is_err());
    }
}
