//! Arguments and console: one file per subcommand, each a recipe of library calls.

mod console;
pub mod header;
mod header_options;
pub mod key;
mod key_options;

pub use console::Console;
pub use header_options::HeaderArgs;
pub use key_options::KeyOptions;
