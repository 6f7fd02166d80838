//! Greets a person by name.

fn main() {
    match std::env::args().nth(1).as_deref() {
        Some("--version") => println!("hello-release {}", env!("CARGO_PKG_VERSION")),
        name => println!("hello, {}", name.unwrap_or("world")),
    }
}
