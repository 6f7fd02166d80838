//! The files of the generated workspace that have a value: sources and the files that sources read.

/// A file whose value a program prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Text {
    /// `alpha`'s `main.rs`.
    Alpha,
    /// `beta`'s `main.rs`.
    Beta,
    /// `gamma`'s `main.rs`.
    Gamma,
    /// The library `base`.
    Base,
    /// A file that `base` includes with `include_str!`.
    One,
    /// Another file that `base` includes.
    Two,
    /// A file that `base` includes from the workspace's root, outside of all packages.
    Shared,
    /// A module of `base` in a file of its own.
    Part,
    /// Another module of `base`.
    Other,
    /// The build script of `made`.
    Script,
    /// A file that the build script of `made` reads and declares.
    Input,
    /// A file that the build script of `loose` reads without declaring it.
    Note,
    /// A second such file, which may be missing.
    ExtraNote,
    /// A procedural macro.
    Macro,
    /// The licence, which is in each package and is printed by no program.
    License,
    /// A path dependency outside of the workspace.
    Beyond,
    /// Version 1.0.0 of the vendored crate.
    OldLeaf,
    /// Version 1.0.1 of the vendored crate.
    NewLeaf,
    /// The copy of the vendored crate in the workspace, with which `[patch]` replaces it.
    PatchedLeaf,
}

impl Text {
    /// All files, those that git tracks first.
    pub(crate) const ALL: [Self; 19] = [
        Self::Alpha,
        Self::Beta,
        Self::Gamma,
        Self::Base,
        Self::One,
        Self::Two,
        Self::Shared,
        Self::Part,
        Self::Other,
        Self::Script,
        Self::Input,
        Self::Note,
        Self::ExtraNote,
        Self::Macro,
        Self::License,
        Self::PatchedLeaf,
        Self::Beyond,
        Self::OldLeaf,
        Self::NewLeaf,
    ];

    /// True if the file is in the workspace, and so in its git repository.
    pub(crate) fn is_tracked(self) -> bool {
        !matches!(self, Self::Beyond | Self::OldLeaf | Self::NewLeaf)
    }

    /// The path from the directory that contains everything.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Alpha => "outer/work/alpha/src/main.rs",
            Self::Beta => "outer/work/beta/src/main.rs",
            Self::Gamma => "outer/work/gamma/src/main.rs",
            Self::Base => "outer/work/base/src/lib.rs",
            Self::One => "outer/work/base/data/one.txt",
            Self::Two => "outer/work/base/data/two.txt",
            Self::Shared => "outer/work/shared.txt",
            Self::Part => "outer/work/base/src/part.rs",
            Self::Other => "outer/work/base/src/other.rs",
            Self::Script => "outer/work/made/build.rs",
            Self::Input => "outer/work/made/input.txt",
            Self::Note => "outer/work/loose/notes/note.txt",
            Self::ExtraNote => "outer/work/loose/notes/extra.txt",
            Self::Macro => "outer/work/mac/src/lib.rs",
            Self::License => "outer/work/LICENSE",
            Self::Beyond => "outer/beyond/src/lib.rs",
            Self::OldLeaf => "vendored/leaf-1.0.0/src/lib.rs",
            Self::NewLeaf => "vendored/leaf-1.0.1/src/lib.rs",
            Self::PatchedLeaf => "outer/work/patched/src/lib.rs",
        }
    }
}

/// What a file with a value contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Content {
    /// The value that is printed.
    pub(crate) value: u8,
    /// A number in a comment, which changes the file and no program.
    pub(crate) comment: u8,
}
