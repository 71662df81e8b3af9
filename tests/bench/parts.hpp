#pragma once

/// The benchmarks. Each checks its results before it times them, prints a table, and runs in a
/// process of its own that has started no thread.
///
/// Throws: WrongAnswer, Error.
namespace simgrad::bench {

void peak();        // float32 rates of one core: multiply-adds in registers, Eigen's product
void steps();       // SGD steps on one core
void tax();         // a simulated training against its numbers alone
void cores();       // a federated training with one thread and with two
void messages();    // simulated messages per second of wall time
void rings();       // simulated messages of ring all-reduces, beside a plain SimGrid program
void whole_runs();  // `simgrad run`: memory, and cores that are busy
void sweeps();      // `simgrad sweep`: what it adds to its runs
void gpu();         // many clients at once on the CUDA device, beside PyTorch

}  // namespace simgrad::bench
