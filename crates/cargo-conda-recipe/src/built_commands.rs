//! Commands of scripts that take from cargo's output what only a build can tell.

use cargo_conda_plan::BuildScriptFiles;

use crate::shell::Shell;

impl Shell {
    /// Returns a command that prints a field of a file for pkg-config: `field`, and after it the libraries
    /// that a static library needs. rustc says them when it makes one, and `cargo`, a whole command, has it
    /// say them again.
    pub(crate) fn print_native_libraries(self, cargo: &str, field: &str) -> String {
        match self {
            Self::Bash => {
                let said = format!("{cargo} 2>&1 | sed -n 's/^note: native-static-libs: *//p'");
                format!("printf '%s %s\\n' {} \"$({said})\"", self.quote(field))
            }
            // rustc says `kernel32.lib`, which is `-lkernel32` for pkg-config, and options of the linker.
            Self::Cmd => {
                let said = format!("{cargo} 2^>^&1 ^| findstr /c:\"note: native-static-libs:\"");
                let library = "if /i \"%%~xl\"==\".lib\" <nul set /p \"=-l%%~nl \"";
                let libraries =
                    format!("(for /f \"tokens=2,*\" %%a in ('{said}') do for %%l in (%%b) do {library})");
                format!("<nul set /p \"={field} \"& {libraries}& echo(")
            }
        }
    }

    /// Returns commands that install what the build script of a crate has written into its `OUT_DIR`, of
    /// which cargo tells when it is called for messages: `cargo`, a whole command.
    ///
    /// Neither the directory nor the files are known before. cmd.exe cannot read cargo's messages: there a
    /// command fails and says what to do, if there are files that must be written.
    pub(crate) fn install_from_out_dir(
        self,
        cargo: &str,
        crate_name: &str,
        files: &[BuildScriptFiles],
    ) -> Vec<String> {
        if self == Self::Cmd {
            let required = files.iter().filter(|files| files.is_required);
            let patterns: Vec<_> = required.map(BuildScriptFiles::whole_pattern).collect();
            if patterns.is_empty() {
                return Vec::new();
            }
            return vec![format!(
                "echo Here a command must copy what the build script of {crate_name} writes into OUT_DIR, {}, to \
                 %LIBRARY_PREFIX%>&2& exit /b 1",
                patterns.join(" and ")
            )];
        }
        let id = format!("(path[^\"]*(/{crate_name}#[0-9]|#{crate_name}@)|{crate_name} )[^\"]*");
        let message = format!("\"build-script-executed\",\"package_id\":\"{id}\"");
        let read = format!("s%.*{message}.*\"out_dir\":\"([^\"]*)\".*%\\3%p");
        let find = format!("out_dir=\"$({cargo} 2>/dev/null | sed -nE {})\"", self.quote(&read));
        [find].into_iter().chain(files.iter().map(|files| self.install_below_out_dir(files))).collect()
    }

    fn install_below_out_dir(self, files: &BuildScriptFiles) -> String {
        let BuildScriptFiles { from, pattern, to, is_required } = files;
        let directory = if from.as_str().is_empty() {
            "\"$out_dir\"".to_owned()
        } else {
            format!("\"$out_dir\"/{}", self.quote(from.as_str()))
        };
        // `find` prints each path with `./` before it, and its `*` stands for slashes, too.
        let matching = if let Some(below) = pattern.strip_prefix("**/") {
            format!("-path {}", self.quote(&format!("*/{}", below.replace("**/", "*"))))
        } else {
            let depth = pattern.split('/').count();
            format!("-mindepth {depth} -maxdepth {depth} -path {}", self.quote(&format!("./{pattern}")))
        };
        let to = if to.as_str().is_empty() {
            "\"$PREFIX\"".to_owned()
        } else {
            format!("\"$PREFIX\"/{}", self.quote(to.as_str()))
        };
        let copy = format!("mkdir -p {to}/\"${{file%/*}}\" && cp \"$file\" {to}/\"$file\"");
        let install = format!(
            "(cd {directory} && find . {matching} -type f | while IFS= read -r file; do {copy}; done)"
        );
        if *is_required { install } else { format!("if [ -d {directory} ]; then {install}; fi") }
    }
}
