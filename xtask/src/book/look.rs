//! Looks at the pages of the book in Chromium: on a desktop and on a phone, light and dark.
//!
//! A page that is wider than its window makes a reader scroll sideways for every line; that is found here.
//! Whether a page is pleasant, a person has to see: the chore leaves a picture of each.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::make::make;
use crate::error::ChoreError;
use crate::repository::Repository;
use crate::step::announce;

/// The pages that are looked at: prose, long tables, wide blocks of code.
const PAGES: [&str; 6] =
    ["getting-started", "configuration", "commands", "troubleshooting", "machines", "json"];

/// A kind of window, by its name and its width and height in pixels.
const WINDOWS: [(&str, u32, u32); 2] = [("desktop", 1280, 1000), ("phone", 390, 1200)];

/// The colours that a reader prefers, as Chromium's setting has them.
const SCHEMES: [(&str, &str); 2] = [("light", "1"), ("dark", "0")];

/// The names that Chromium has.
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// Tells the window around a page by how many pixels it is too wide. Blocks of code and tables are not meant:
/// they scroll by themselves.
const MEASURE: &str = "<script>addEventListener('load', () => parent.postMessage(\
    Math.max(...[document.documentElement, ...document.querySelectorAll('.content, main')]\
    .map(part => part.scrollWidth - part.clientWidth)), '*'))</script>";

/// Makes the pages, takes the pictures, and says which pages are too wide.
pub(crate) fn look(repository: &Repository) -> Result<(), ChoreError> {
    make(repository, false)?;
    let target = repository.root().join("target");
    let (pages, pictures) = (target.join("book"), target.join("book-pictures"));
    fs_err::create_dir_all(&pictures).map_err(ChoreError::File)?;
    let browser = Browser::find()?;
    let mut too_wide = Vec::new();
    for page in PAGES {
        let text = fs_err::read_to_string(pages.join(format!("{page}.html"))).map_err(ChoreError::File)?;
        // Beside the page, so that its style sheets are found.
        let measured = pages.join("measured.html");
        let text = text.replacen("</head>", &format!("{MEASURE}</head>"), 1);
        fs_err::write(&measured, text).map_err(ChoreError::File)?;
        for (window, width, height) in WINDOWS {
            let frame = Frame { directory: pages.clone(), width, height };
            if !browser.fits(&frame)? {
                too_wide.push(format!("{page} on a {window}, which is {width} pixels wide"));
            }
            for (scheme, setting) in SCHEMES {
                browser.picture(&frame, setting, &pictures.join(format!("{page}-{window}-{scheme}.png")))?;
            }
        }
        fs_err::remove_file(&measured).map_err(ChoreError::File)?;
    }
    announce(&format!("pictures are in {}", pictures.display()));
    if too_wide.is_empty() { Ok(()) } else { Err(ChoreError::TooWide(too_wide)) }
}

/// A window of a browser has at least 500 pixels, so that pages are shown in a frame of the wanted size.
struct Frame {
    /// The directory with the page `measured.html`.
    directory: PathBuf,
    width: u32,
    height: u32,
}

impl Frame {
    /// Writes the page with the frame; its attribute `data-excess` becomes what the page inside says.
    fn write(&self) -> Result<PathBuf, ChoreError> {
        let Self { directory, width, height } = self;
        let path = directory.join("frame.html");
        let text = format!(
            "<body style='margin:0'><script>addEventListener('message', event => \
             document.body.setAttribute('data-excess', event.data))</script>\
             <iframe src='measured.html' width='{width}' height='{height}' style='border:0'></iframe>"
        );
        fs_err::write(&path, text).map_err(ChoreError::File)?;
        Ok(path)
    }
}

/// Chromium without a window.
struct Browser(&'static str);

impl Browser {
    fn find() -> Result<Self, ChoreError> {
        let is_there = |name: &&&str| Command::new(name).arg("--version").output().is_ok();
        let found = BROWSERS.iter().find(is_there).map(|name| Self(name));
        let remedy = "apt-get install chromium".to_owned();
        found.ok_or_else(|| ChoreError::Missing { missing: vec!["chromium".to_owned()], remedy })
    }

    /// True if the page in a frame is not wider than the frame.
    fn fits(&self, frame: &Frame) -> Result<bool, ChoreError> {
        let dumped = self.open(frame, &["--dump-dom"])?;
        fits(&dumped).ok_or(ChoreError::NotMeasured)
    }

    /// Takes a picture of a frame.
    fn picture(&self, frame: &Frame, scheme: &str, path: &Path) -> Result<(), ChoreError> {
        let scheme = format!("--blink-settings=preferredColorScheme={scheme}");
        self.open(frame, &[&scheme, &format!("--screenshot={}", path.display())]).map(drop)
    }

    /// Opens a frame, and returns what the browser writes to standard output.
    fn open(&self, frame: &Frame, arguments: &[&str]) -> Result<String, ChoreError> {
        let page = frame.write()?;
        let mut browser = Command::new(self.0);
        browser.args(["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]).args(arguments);
        browser.arg(format!("--window-size={},{}", frame.width.max(500), frame.height));
        browser.arg("--virtual-time-budget=2000").arg(format!("file://{}", page.display()));
        // Without a desktop, Chromium prints errors about services of a desktop.
        let output = browser.stderr(Stdio::null()).output();
        let output = output.map_err(|source| ChoreError::Start { command: self.0.to_owned(), source })?;
        fs_err::remove_file(&page).map_err(ChoreError::File)?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

/// True if the page in a frame is not wider than the frame; `None` if the page has not said how wide it is.
fn fits(dumped: &str) -> Option<bool> {
    let excess = dumped.split("data-excess=\"").nth(1)?.split('"').next()?;
    excess.parse::<i32>().ok().map(|excess| excess <= 0)
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_page_that_does_not_fit_is_found() {
        assert_eq!(fits("<body data-excess=\"0\">"), Some(true));
        assert_eq!(fits("<body data-excess=\"222\">"), Some(false));
        assert_eq!(fits("<body>"), None);
    }
}
