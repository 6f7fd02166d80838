//! Lines of a terminal as SVG.

use super::ansi::{Style, pieces};

/// The width of a character and the height of a line.
const CHARACTER: (usize, usize) = (8, 19);

/// The space around the text; above it, there is the bar of a window too.
const PADDING: (usize, usize) = (16, 44);

/// The looks: those of a dark terminal, whatever is around the picture.
const STYLE: &str = "\
text { font: 13.3px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: #e6edf3; }
.b { font-weight: bold; }
.c1 { fill: #ff7b72; } .c2 { fill: #56d364; } .c3 { fill: #e3b341; } .c4 { fill: #79c0ff; } .c5 { fill: #d2a8ff; }
.c6 { fill: #56d4dd; } .c7 { fill: #e6edf3; } .c0 { fill: #8b949e; }
";

/// Draws a text with escape sequences.
pub(super) fn drawn(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(pieces).collect();
    let plain = |line: &Vec<(Style, String)>| line.iter().map(|(_, text)| text.as_str()).collect::<String>();
    let columns = lines.iter().map(|line| plain(line).chars().count()).max().unwrap_or_default();
    let ((character, height), (side, top)) = (CHARACTER, PADDING);
    let (width, all) = (columns * character + 2 * side, lines.len() * height + top + side);
    let head = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{all}\" viewBox=\"0 0 {width} {all}\" \
         role=\"img\">\n<title>A run of cargo conda build</title>\n<style>\n{STYLE}</style>\n\
         <rect width=\"{width}\" height=\"{all}\" rx=\"8\" fill=\"#0d1117\"/>\n"
    );
    let buttons = ["#ff5f57", "#febc2e", "#28c840"].iter().enumerate().map(|(position, color)| {
        format!("<circle cx=\"{}\" cy=\"18\" r=\"6\" fill=\"{color}\"/>\n", side + 6 + position * 20)
    });
    let texts =
        lines.iter().enumerate().map(|(number, line)| element(line, side, top + number * height + 12));
    std::iter::once(head).chain(buttons).chain(texts).chain(["</svg>\n".to_owned()]).collect()
}

/// A line as an element.
fn element(line: &[(Style, String)], x: usize, y: usize) -> String {
    let spans = line.iter().map(|(style, text)| {
        let bold = style.is_bold.then(|| "b".to_owned());
        let classes: Vec<_> = bold.into_iter().chain(style.color.map(|color| format!("c{color}"))).collect();
        let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        if classes.is_empty() {
            text
        } else {
            format!("<tspan class=\"{}\">{text}</tspan>", classes.join(" "))
        }
    });
    format!("<text x=\"{x}\" y=\"{y}\" xml:space=\"preserve\">{}</text>\n", spans.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::drawn;

    #[test]
    fn a_line_has_its_colours_and_its_spaces() {
        let svg = drawn("  \u{1b}[1;32mBuilt\u{1b}[0m <a> & b\n");
        let line = "<text x=\"16\" y=\"56\" xml:space=\"preserve\">  <tspan class=\"b c2\">Built</tspan> &lt;a&gt; &amp; b</text>";
        assert!(svg.contains(line), "{svg}");
    }
}
