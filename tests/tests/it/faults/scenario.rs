//! Calls of the program that together reach every fault point.

use super::stage::Stage;

/// A call of the program in a state in which it does something.
pub(super) struct Scenario {
    /// The arguments of the call.
    pub(super) call: &'static str,
    /// The arguments of the next call, which must put everything right.
    pub(super) next: &'static str,
    /// Brings the stage, on which everything agrees, into the state. The text is to be printed by the first
    /// program afterwards.
    pub(super) prepare: fn(&Stage, text: &str),
    /// Checks what must hold after the next call.
    pub(super) check: fn(&mut Stage, text: &str),
}

/// Scenarios with the machine's toolchain. Of several that reach a point, the first is used for it.
pub(super) const WITH_THE_MACHINES_TOOLCHAIN: [Scenario; 8] = [
    // A changed source.
    Scenario {
        call: "build --no-test",
        next: "build --no-test",
        prepare: |stage, text| stage.write_text(text, false),
        check: Stage::check,
    },
    // A changed source that cargo would take for unchanged.
    Scenario {
        call: "build --no-test",
        next: "build --no-test",
        prepare: |stage, text| stage.write_text(text, true),
        check: Stage::check,
    },
    // A target directory of which nothing is known.
    Scenario {
        call: "build --no-test",
        next: "build --no-test",
        prepare: |stage, text| {
            stage.notes().into_iter().for_each(|note| fs_err::write(note, "{").unwrap());
            stage.write_text(text, true);
        },
        check: Stage::check,
    },
    // A profile that has changed several times: what was compiled with the first is of no use any more.
    Scenario {
        call: "build --no-test",
        next: "build --no-test",
        prepare: |stage, text| {
            for former in ["0", "1"] {
                stage.write_profile(&format!("{text}{former}"));
                stage.call("build --no-test").run().success();
            }
            stage.write_profile(&format!("{text}2"));
            stage.write_text(text, false);
        },
        check: Stage::check,
    },
    // A channel that is gone.
    Scenario {
        call: "build --no-test",
        next: "build --no-test",
        prepare: |stage, text| {
            stage.remove("target/conda");
            stage.write_text(text, false);
        },
        check: Stage::check,
    },
    // Packages that are published, one of them in place of another.
    Scenario {
        call: "publish target/published --channel-dir target/conda --replace",
        next: "publish target/published --channel-dir target/conda --replace",
        prepare: |stage, text| {
            stage.remove("target/published");
            fs_err::create_dir_all(stage.root().join("target/published")).unwrap();
            stage.write_text(&format!("{text} before"), false);
            stage.call("build --no-test").run().success();
            stage.call("publish target/published").run().success();
            stage.write_text(text, false);
            stage.call("build --no-test").run().success();
        },
        check: |stage, text| {
            stage.channel_at("target/published").check();
            stage.check(text);
        },
    },
    // Channels that are joined.
    Scenario {
        call: "index target/conda --output-dir target/joined",
        next: "index target/conda --output-dir target/joined",
        prepare: |stage, _| stage.remove("target/joined"),
        check: |stage, _| stage.channel_at("target/joined").check(),
    },
    // A channel and a scratch directory that are deleted; the last scenario, because nothing is left.
    Scenario {
        call: "clean --output-dir target/joined",
        next: "clean --output-dir target/joined",
        prepare: |stage, _| {
            stage.call("index target/conda --output-dir target/joined").run().success();
            // The same directories each time, so that a point is passed as often as without a fault.
            stage.remove("target/conda-build");
            for directory in ["records", "logs"] {
                fs_err::create_dir_all(stage.root().join("target/conda-build").join(directory)).unwrap();
            }
        },
        check: |stage, _| {
            assert!(!stage.root().join("target/joined").exists());
            assert!(!stage.root().join("target/conda-build").exists());
        },
    },
];

/// Scenarios with conda's toolchain.
pub(super) const WITH_CONDAS_TOOLCHAIN: [Scenario; 1] = [Scenario {
    call: "build --no-test --toolchain conda",
    next: "build --no-test --toolchain conda",
    prepare: |stage, text| stage.write_text(text, true),
    check: Stage::check,
}];
