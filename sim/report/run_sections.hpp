#pragma once

#include "sim/report/html.hpp"
#include "sim/results/run_data.hpp"

/// The parts of a report on one run, in its order. Each adds a section, or words that say why there
/// is nothing to show.
namespace simgrad {

/// Title, status and key numbers.
void add_summary(HtmlPage& page, const RunData& data);

/// Loss and accuracy against simulated time, rounds and bytes.
void add_convergence(HtmlPage& page, const RunData& data);

/// Compute, latency, bandwidth, waiting: of all nodes and along the critical path.
void add_time_shares(HtmlPage& page, const RunData& data);

/// How many nodes' parts each round got, and how long it took.
void add_rounds(HtmlPage& page, const RunData& data);

/// Bytes over time by group of links, and the links with most of them.
void add_traffic(HtmlPage& page, const RunData& data);

/// What nodes did when.
void add_timeline(HtmlPage& page, const RunData& data);

/// Failures and other events by kind and subject.
void add_events(HtmlPage& page, const RunData& data);

/// What components reported besides.
void add_metrics(HtmlPage& page, const RunData& data);

/// The scenario's text and what was overridden.
void add_scenario(HtmlPage& page, const RunData& data);

}  // namespace simgrad
