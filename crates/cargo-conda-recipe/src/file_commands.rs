//! Commands of scripts that copy, write and remove files.

use camino::Utf8Path;
use cargo_conda_mapping::Platform;

use crate::shell::Shell;

impl Shell {
    /// Returns a command that removes a file from the folder of a profile in cargo's target directory.
    ///
    /// If cargo builds for a target that its configuration or `CARGO_BUILD_TARGET` names, the folder is below
    /// one of that target. Only cargo knows, so the file is removed from all of them.
    pub(crate) fn remove_built(self, folder: &str, file: &str) -> String {
        match self {
            Self::Bash => format!("rm -f {}", self.built(folder, file)),
            Self::Cmd => Self::for_built(folder, file, |path| format!("del /f /q {path}")),
        }
    }

    /// Returns a command that makes a directory, which is quoted already, and those that it is in.
    pub(crate) fn make_directory(self, directory: &str) -> String {
        match self {
            Self::Bash => format!("mkdir -p {directory}"),
            Self::Cmd => format!("if not exist {directory} mkdir {directory}"),
        }
    }

    /// Returns a command that copies a file from where cargo has put it, see
    /// [`remove_built`](Self::remove_built). The destination is quoted already.
    pub(crate) fn copy_built(self, folder: &str, file: &str, destination: &str) -> String {
        match self {
            Self::Bash => format!(
                "for built in {}; do if [ -f \"$built\" ]; then cp \"$built\" {destination}; fi; done",
                self.built(folder, file)
            ),
            Self::Cmd => Self::for_built(folder, file, |path| format!("copy /y {path} {destination}")),
        }
    }

    /// Returns a command that copies a file. Both paths are quoted already.
    pub(crate) fn copy(self, source: &str, destination: &str) -> String {
        match self {
            Self::Bash => format!("cp {source} {destination}"),
            Self::Cmd => format!("copy /y {source} {destination}"),
        }
    }

    /// Returns a command that makes a symbolic link to a file of the same directory. The path of the link is
    /// quoted already.
    pub(crate) fn link(self, file: &str, link: &str) -> String {
        match self {
            Self::Bash => format!("ln -sf {} {link}", self.quote(file)),
            Self::Cmd => format!("mklink {link} {}", self.quote(file)),
        }
    }

    /// Returns a command that writes lines into a file, and then what a command prints. The command and the
    /// path are quoted already.
    pub(crate) fn write_lines(self, lines: &[String], command: Option<&str>, file: &str) -> String {
        let mut commands = Vec::new();
        match self {
            Self::Bash if lines.is_empty() => {}
            Self::Bash => {
                let words: Vec<_> = lines.iter().map(|line| self.quote(line)).collect();
                commands.push(format!("printf '%s\\n' {}", words.join(" ")));
            }
            Self::Cmd => commands.extend(lines.iter().map(|line| format!("echo({}", echoed_by_cmd(line)))),
        }
        commands.extend(command.map(ToOwned::to_owned));
        match self {
            Self::Bash => format!("{{ {}; }} > {file}", commands.join(" && ")),
            Self::Cmd => format!("({})> {file}", commands.join("&& ")),
        }
    }

    /// Returns a command that copies a file of the sources to a path below the host prefix.
    pub(crate) fn install_file(self, source: &Utf8Path, to: &Utf8Path, is_executable: bool) -> String {
        let to = self.in_prefix(to);
        match self {
            // Words that begin with a dash would be options.
            Self::Bash => {
                let mode = if is_executable { "755" } else { "644" };
                format!("install -m {mode} -- {} {to}", self.quote_path(source))
            }
            Self::Cmd => format!("copy /y {} {to}", self.quote_path(source)),
        }
    }

    /// Returns a command that writes what an installed program prints to a path below the host prefix; `None`
    /// on Windows, where programs print nothing for packages. The program is called by its name alone, since
    /// some print the path that they were called by.
    pub(crate) fn write_output(self, command: &str, to: &Utf8Path) -> Option<String> {
        match self {
            Self::Bash => Some(format!("env PATH=\"$PREFIX/bin:$PATH\" {command} > {}", self.in_prefix(to))),
            Self::Cmd => None,
        }
    }

    /// Returns a path of the sources as a word.
    pub(crate) fn quote_path(self, path: &Utf8Path) -> String {
        match self {
            Self::Bash => self.quote(path.as_str()),
            Self::Cmd => self.quote(&path.as_str().replace('/', "\\")),
        }
    }

    /// Returns a path relative to the host prefix of a package as a word.
    pub(crate) fn in_prefix(self, path: &Utf8Path) -> String {
        match self {
            Self::Bash => format!("\"$PREFIX\"/{}", self.quote(path.as_str())),
            Self::Cmd => format!("\"%PREFIX%\\{}\"", path.as_str().replace('/', "\\").replace('%', "%%")),
        }
    }

    /// Returns the directory of programs in the host prefix of a package.
    pub(crate) fn program_directory(self, platform: Platform) -> String {
        let prefix = self.prefix("PREFIX", platform.is_windows());
        match self {
            Self::Bash => format!("\"{prefix}/bin\""),
            Self::Cmd => format!("\"{prefix}\\bin\""),
        }
    }

    /// Returns the paths, in bash, at which cargo may put a file: directly in the target directory or below a
    /// target.
    fn built(self, folder: &str, file: &str) -> String {
        format!("\"$CARGO_TARGET_DIR\"/{{,*/}}{}", self.quote(&format!("{folder}/{file}")))
    }

    /// Returns a command of cmd.exe that does something for each path at which cargo has put a file.
    fn for_built(folder: &str, file: &str, action: impl Fn(String) -> String) -> String {
        let escaped = format!("{folder}\\{file}").replace('/', "\\").replace('%', "%%");
        let path = format!("\"%%~d\\{escaped}\"");
        format!(
            "for /d %%d in (\"%CARGO_TARGET_DIR%\" \"%CARGO_TARGET_DIR%\\*\") do if exist {path} {}",
            action(path.clone())
        )
    }
}

/// A line as `echo` of cmd.exe prints it: outside of quotes, operators and `%` have a meaning.
fn echoed_by_cmd(line: &str) -> String {
    let mut echoed = String::with_capacity(line.len());
    for c in line.chars() {
        match c {
            '%' => echoed.push('%'),
            '^' | '&' | '|' | '<' | '>' | '(' | ')' | '"' | '!' => echoed.push('^'),
            _ => {}
        }
        echoed.push(c);
    }
    echoed
}
