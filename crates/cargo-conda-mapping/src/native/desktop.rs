//! Native needs of crates for libraries of desktop programs: windows, fonts and sound.
//!
//! The comment above a row has the version of the crate and what its build script does.

use super::row::{On, Row, always, on, row, vendored, with};

pub(super) const ROWS: &[Row] = &[
    // 0.5.0: takes `alsa` from pkg-config. Linux alone has it.
    row("alsa-sys", &[on(On::Linux).host(&["alsa-lib"]).build(&["pkg-config"]), always()]),
    // With system-deps 7: takes `cairo` from pkg-config, by `package.metadata.system-deps`.
    row("cairo-sys-rs", &[always().host(&["cairo"]).build(&["pkg-config"])]),
    // 0.23.0: takes `freetype2` from pkg-config.
    row("freetype-sys", &[vendored(&["bundled"]), always().host(&["freetype"]).build(&["pkg-config"])]),
    // 0.14.0: takes `glib-2.0` and `gobject-2.0` from pkg-config, by `package.metadata.system-deps`.
    row("glib-sys", &[always().host(&["glib"]).build(&["pkg-config"])]),
    // 0.8.0: takes `gtk4` from pkg-config, by `package.metadata.system-deps`.
    row("gtk4-sys", &[always().host(&["gtk4"]).build(&["pkg-config"])]),
    // 1.22.0: takes `libpulse-simple` from pkg-config, else links what the linker finds.
    row("libpulse-simple-sys", &[on(On::Linux).host(&["pulseaudio-client"]).build(&["pkg-config"])]),
    // 1.23.0: takes `libpulse` from pkg-config, else links what the linker finds.
    row("libpulse-sys", &[on(On::Linux).host(&["pulseaudio-client"]).build(&["pkg-config"])]),
    // 0.14.0: takes `pango` from pkg-config, by `package.metadata.system-deps`.
    row("pango-sys", &[always().host(&["pango"]).build(&["pkg-config"])]),
    // 0.38.0: takes SDL and its relatives from pkg-config where `use-pkgconfig` is on, else from where the
    // linker looks. `bundled` compiles a copy of SDL with CMake.
    row(
        "sdl2-sys",
        &[
            vendored(&["bundled"]).build(&["cmake"]),
            with(&["use-pkgconfig"]).host(&["sdl2"]).host_by_feature(SDL2).build(&["pkg-config"]),
            always().host(&["sdl2"]).host_by_feature(SDL2),
        ],
    ),
    // 0.31.11: takes what its features name from pkg-config, unless `dlopen` loads it at run time. Linux
    // alone has it.
    row(
        "wayland-sys",
        &[
            with(&["dlopen"]),
            with(&["client", "cursor", "egl", "server"])
                .on(On::Linux)
                .host(&["wayland"])
                .build(&["pkg-config"]),
            always(),
        ],
    ),
    // 2.21.0: takes what its features name from pkg-config. No package is known for `xpresent`.
    row(
        "x11",
        &[with(&["dox"]), on(On::Unix).without(&["xpresent"]).host_by_feature(X11).build(&["pkg-config"])],
    ),
    // 6.0.1: takes `fontconfig` from pkg-config, unless `dlopen` loads it at run time.
    row(
        "yeslogic-fontconfig-sys",
        &[with(&["dlopen"]), always().host(&["fontconfig"]).build(&["pkg-config"])],
    ),
];

const SDL2: &[(&str, &str)] =
    &[("gfx", "sdl2_gfx"), ("image", "sdl2_image"), ("mixer", "sdl2_mixer"), ("ttf", "sdl2_ttf")];

const X11: &[(&str, &str)] = &[
    ("dpms", "xorg-libxext"),
    ("glx", "libgl-devel"),
    ("xcursor", "xorg-libxcursor"),
    ("xf86vmode", "xorg-libxxf86vm"),
    ("xfixes", "xorg-libxfixes"),
    ("xft", "xorg-libxft"),
    ("xinerama", "xorg-libxinerama"),
    ("xinput", "xorg-libxi"),
    ("xlib", "xorg-libx11"),
    ("xlib_xcb", "xorg-libx11"),
    ("xmu", "xorg-libxmu"),
    ("xrandr", "xorg-libxrandr"),
    ("xrender", "xorg-libxrender"),
    ("xss", "xorg-libxscrnsaver"),
    ("xt", "xorg-libxt"),
    ("xtst", "xorg-libxtst"),
];
