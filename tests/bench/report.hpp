#pragma once

#include <string>
#include <vector>

#include "tests/bench/measure.hpp"

/// What the benchmarks print: tables on standard output.
namespace simgrad::bench {

/// printf's format of one number.
std::string text(const char* format, double number);

/// "median (minimum to maximum)".
std::string text(const char* format, const Summary& summary);

/// The part's heading.
void print_heading(const std::string& title);

/// Rows of equally many cells; the first row is the head, the first column is text.
void print_table(const std::vector<std::vector<std::string>>& rows);

/// Processor, cores, compiler, and how busy the machine is.
void print_machine();

}  // namespace simgrad::bench
