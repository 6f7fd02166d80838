//! The options of a benchmark.

use std::str::FromStr;

use crate::error::ChoreError;

/// What is left of a command line: each option is taken out by whoever knows it.
pub(super) struct Arguments(Vec<String>);

impl Arguments {
    pub(super) fn new(arguments: &[&str]) -> Self {
        Self(arguments.iter().map(|&argument| argument.to_owned()).collect())
    }

    /// Whether an option without a value is given.
    pub(super) fn flag(&mut self, name: &str) -> bool {
        let position = self.0.iter().position(|argument| argument == name);
        position.map(|at| self.0.remove(at)).is_some()
    }

    /// The value of an option, as `--name value` or `--name=value`.
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

    /// The values of an option that may be repeated.
    pub(super) fn values(&mut self, names: [&str; 2]) -> Result<Vec<String>, ChoreError> {
        let mut values = Vec::new();
        for name in names {
            while let Some(value) = self.value(name)? {
                values.push(value);
            }
        }
        Ok(values)
    }

    /// How many times each side runs.
    pub(super) fn rounds(&mut self, usual: usize) -> Result<usize, ChoreError> {
        let rounds = self.value("--rounds")?.map(|value| positive(&value, "--rounds"));
        Ok(rounds.transpose()?.unwrap_or(usual))
    }

    /// A list of numbers with commas between them.
    pub(super) fn numbers(&mut self, name: &str, usual: &[usize]) -> Result<Vec<usize>, ChoreError> {
        let Some(list) = self.value(name)? else {
            return Ok(usual.to_vec());
        };
        list.split(',').map(|number| positive(number, name)).collect()
    }

    /// Refuses what nobody has taken.
    pub(super) fn finish(self) -> Result<(), ChoreError> {
        match self.0.first() {
            None => Ok(()),
            Some(argument) => Err(ChoreError::Bench(format!(
                "`{argument}` is no option of this benchmark; `cargo xtask bench` lists them"
            ))),
        }
    }
}

fn positive(text: &str, option: &str) -> Result<usize, ChoreError> {
    match usize::from_str(text) {
        Ok(number) if number > 0 => Ok(number),
        Ok(_) | Err(_) => {
            Err(ChoreError::Bench(format!("`{text}` after `{option}` is no number above nought")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Arguments;

    #[test]
    fn options_are_taken_out_one_by_one() {
        let mut arguments =
            Arguments::new(&["-p", "a", "--rounds=7", "--package", "b", "--separate", "--members", "3,20"]);
        assert_eq!(arguments.values(["-p", "--package"]).unwrap(), ["a", "b"]);
        assert_eq!(arguments.rounds(3).unwrap(), 7);
        assert_eq!(arguments.numbers("--members", &[]).unwrap(), [3, 20]);
        assert!(arguments.flag("--separate") && !arguments.flag("--staging"));
        arguments.finish().unwrap();
    }

    #[test]
    fn what_nobody_knows_is_refused() {
        assert!(Arguments::new(&["--what"]).finish().is_err());
        assert!(Arguments::new(&["--touch"]).value("--touch").is_err());
        assert!(Arguments::new(&["--rounds", "0"]).rounds(3).is_err());
    }
}
