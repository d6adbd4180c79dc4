//! Micro benchmarks of what is called for every sample or every file: `cargo bench`. `tests/bench/run` measures the whole.

mod cipher;
mod curves;
mod licenses;
mod planning;

fn main() {
    divan::main();
}
